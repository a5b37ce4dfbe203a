"""Words and names that a capital letter makes no new name of, and words that no name ends or begins with."""

from __future__ import annotations


def words_of(text: str) -> frozenset[str]:
    """Return the words of *text* that blanks part."""
    return frozenset(text.split())


# What begins a sentence and is no part of a name there, written as it is then; days and months.
OPENERS = words_of(
    """
    A According After All Although An And Another Any As Ask At Back Because Before Both But By Despite During
    Each Earlier Even Every Finally First For From Given He Her Here His How However I If In Instead Into It Its
    Just Last Later Like Many Meanwhile More Most Much My Neither No Nor Not Now Of On Once One Only Or Other
    Our Over Per Q Recently Several She Since So Some Still Such Than That The Their Then There These They This
    Those Though Through To Today Tomorrow Under Unlike Until Up Upon We What When Where Whether Which While Who
    Why With Within Without Yes Yesterday Yet You Your

    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December
    """
)

# No names by themselves either, but names begin and end with them: "Open Code", "Nano Mini".
ENDS = words_of(
    """
    agent air alpha app base beta better big chat code core double editor flash full great instant instruct labs
    large lite little live local max medium micro mini nano next one open plus preview pro quick reader small studio
    thinking turbo two ultra vision
    """
)

# In lower case, what has a capital at the start of a sentence, in a headline, or always: never a name by itself, and no
# part of one at its edges.
WORDS = (frozenset(map(str.casefold, OPENERS)) - ENDS) | words_of(
    """
    about above across additionally afterwards again against ago ahead almost alongside already also always amid
    among announcing anyone anything apart are around article asked autumn away based be been behind being below
    best between beyond billion breaking bringing building buses call called can chart check chief christmas
    click compared confirmed congress contact could course creating critics current currently daily data day
    days deal did discover discussions do does done down due early eight either else elsewhere end enough
    eventually ever everyone everything evidence exclusive experts explore fall far few fewer figure find five
    following former founded four fresh further generally get getting go going good group had half has have
    hello help hey hi him image images include includes including indeed initially inside introducing is issue
    itself join keep key know land late latest launch launched launches launching learn learning least less let
    likely listen long look made main make makes making maybe me mean meet might million moreover mr mrs ms must
    near nearly never nevertheless new newsletter nine nobody none notably nothing off official officials often
    oh ok old online originally others otherwise out overall own page part people perhaps photo photos please
    podcast possibly previous previously proposed publicly published quickly quite rather read recent related
    release released releases releasing replace report reportedly reporting reports research researchers right
    running said same save say says score second see selling separately seven shares should show shows similarly
    simply six someone something sometimes soon source sources special spring start starting state story strong
    subscribe summer sure take team teams ten test thank thanks them themselves thing think third thousand three
    throughout thus tip together tonight too top total toward training trillion try turning twenty ultimately
    unfortunately unit unless update updated updates us use used user users using value version versions versus
    very via video videos view views want was watch way week weekly welcome well were whatever whenever whose
    will winter work working world would writing young yours
    """
)

# What somebody is, written like a name and before one.
OFFICES = words_of(
    """
    CEO CTO CFO COO CMO VP EVP SVP MP PM Chief Executive Officer President Chair Chairman Chairwoman Director Professor
    Senator Representative Governor Secretary Minister Chancellor Commissioner Judge Justice Attorney General Founder
    Cofounder founder Analyst Editor Head Mayor Premier Pope King Queen Prince Princess Advocate Captain Colonel Father
    Sister Brother Bishop Archbishop Cardinal Rabbi Imam Author Novelist Singer Actor Actress Artist Writer Journalist
    Economist Billionaire Entrepreneur Investor Physicist Mathematician Lawyer Historian Philosopher Comedian Rapper
    Designer Developer Student Reporter Correspondent Columnist Commentator Spokesman Spokeswoman Spokesperson
    Strategist Specialist Adviser Advisor Moderator Critic Lieutenant Sheriff Detective Inspector Col Maj Coach
    Engineer Scientist Researcher Manager Partner Counsel Lead
    """
)
# The same, and what begins or ends the name of a body.
ROLES = OFFICES | words_of(
    """
    CIO CPO CSO Mr Mrs Ms Dr Prof Sir Gov Sen Rep Co-founder Staff Analysts Authors Developers Engineers
    Executives Investors Lawmakers Researchers Scientists Democrat Democrats Republican Republicans Agency Co
    College Committee Companies Company Corp Department Inc LLC Ltd Ministry Office University
    """
)

# Known to every reader: places, terms of the trade, licences, and products that were there long before.
KNOWN = frozenset(
    " ".join(name.split()).casefold()
    for name in """
    PDT, PST, EST, EDT, GMT, UTC, BST, CET, OneNote, Etsy, Jira, Confluence, StackOverflow, GenAI, ImageNet,
    CIFAR-10, WebGPU, WebAssembly, SharePoint, LaTeX, Markdown, Latin America, Pony Express, eGPU, eGPUs, YoY, QoQ,
    CC-BY, CTF, GTC, WWDC, Cisco, CrowdStrike, Mac Studio, Mac mini, Sovereign AI, Physical AI, Responsible AI,
    Agentic AI, Applied AI, Enterprise AI, Consumer AI, Frontier AI, Ethical AI, Open AI, Conversational AI, AI,
    AGI, ASI, API, APIs, AR, ARR, ASIC, ASICs, ASR, AWQ, BERT, BF16, BM25, BPE, CAD, CES, CI, CLI, CNN, CNNs,
    COVID-19, CPU, CPUs, CUDA, CoT, CSV, DPO, ELO, ETF, EV, EVs, FAQ, FLOPs, FP16, FP4, FP8, FPGA, FSDP, GAN, GANs,
    GDP, GDPR, GGUF, GPTQ, GPU, GPUs, GRPO, GUI, HBM, HBM3, HBM3e, HBM4, HTML, HTTP, IDE, IDEs, INT4, INT8, IP, IPO,
    IQ, IT, ID, JSON, KV, KYC, LLM, LLMs, LLMOps, LoRA, LoRAs, LSTM, ML, MLLM, MLLMs, MLOps, MLX, MMO, MoE, MoEs,
    MOE, NDA, NFT, NLP, NPU, NPUs, OAuth, OCR, OLED, OS, PC, PCs, PDF, PDFs, PEFT, PPO, PR, PRs, PhD, PhDs, Q1, Q2,
    Q3, Q4, QA, QLoRA, QLORA, R&D, RAG, RAM, REST, RL, RLAIF, RLHF, RLVR, RNN, RNNs, ROI, RSS, SaaS, SDK, SDKs, SFT,
    SLM, SLMs, SMS, SOTA, SQL, SSD, SSM, SSMs, STEM, SUV, SVG, SVM, TOPS, TPS, TPU, TPUs, TTS, TV, UI, UN, URL,
    URLs, USB, UX, VAE, VLA, VLAs, VLM, VLMs, VPN, VR, VRAM, ViT, XR, YAML, JAX, KL, OOD, AMA, FOMO, POV, TLDR,
    TL;DR, Elo, Docker, Kubernetes, Linux, Ubuntu, Unix, Git, Bash, Apache, Apache 2.0, Apache-2.0, Apache License,
    MIT License, BSD, GPL, GPLv3, AGPL, CC-BY, CC BY-NC, Creative Commons, Vision-language, Vision-Language,
    Text-to-Speech, Text-to-Image, Speech-to-Text, Image-to-Video, Text-to-Video, Mixture-of-Experts, Mixture of
    Experts, Chain-of-Thought, Chain of Thought, Retrieval-Augmented Generation, Reinforcement Learning, Machine
    Learning, Deep Learning, Natural Language, Natural Language Processing, Transformer, Transformers, Large
    Language, Large Language Models, Large Language Model, Generative AI, Artificial Intelligence, Open Source,
    Open-source, Open-Source, Open Weights, Data Center, Data Centers, Context Window, Fine-tuning, Fine-Tuning,
    Computer Vision, Diffusion, Big Tech, Silicon Valley, Wall Street, Main Street, White House, Supreme Court,
    Capitol Hill, High Court, European Union, European Commission, United States, United Kingdom, United Nations,
    U.S, U.K, USA, EU, UK, US, UAE, D.C, NYC, America, American, Americans, Europe, European, Africa, African, Asia,
    Asian, Australia, Austria, Belgium, Brazil, Britain, British, Canada, Canadian, China, Chinese, Denmark, Dutch,
    Egypt, England, English, Finland, France, French, German, Germany, Greece, Hong Kong, India, Indian, Indonesia,
    Iran, Iraq, Ireland, Irish, Israel, Israeli, Italian, Italy, Japan, Japanese, Kenya, Korea, Korean, Latin,
    London, Los Angeles, Malaysia, Mexico, Netherlands, New York, New Zealand, Nigeria, Norway, Pakistan, Paris,
    Beijing, Shanghai, Shenzhen, Hangzhou, Taipei, Tokyo, Seoul, Berlin, Brussels, Geneva, Dublin, Dubai, Singapore,
    Poland, Portugal, Russia, Russian, San Francisco, Bay Area, San Jose, Seattle, Austin, Boston, Chicago, Texas,
    Saudi Arabia, South Africa, South Korea, Spain, Spanish, Sweden, Swiss, Switzerland, Taiwan, Thailand, Turkey,
    Ukraine, Vietnam, Washington, California, Florida, Virginia, Ohio, Arizona, Nevada, Oregon, Utah, Tennessee,
    Mississippi, Louisiana, Indiana, Michigan, Wisconsin, Zurich, North America, South America, Latin America,
    Middle East, Moon, Mars, Earth, Mountain View, Menlo Park, Palo Alto, Cupertino, Redmond, Davos, AI Act, EU AI
    Act, Fortune 500, Series A, Series B, Series C, Series D, Series E, GitHub, Instagram, Facebook, WhatsApp,
    Threads, Messenger, Snapchat, TikTok, YouTube, Twitter, Reddit, Pinterest, Discord, Telegram, Signal, Slack,
    Zoom, Skype, Spotify, Netflix, Uber, Lyft, Airbnb, PayPal, Venmo, eBay, Craigslist, Wikipedia, Gmail, Google
    Maps, Google Search, Google Docs, Google Drive, Google Play, Google Workspace, Google Pixel, Pixel, Android,
    iOS, iPadOS, macOS, Mac, Macs, MacBook, MacBook Pro, iPhone, iPhones, iPad, iPads, iMac, AirPods, Apple Watch,
    Apple TV, Vision Pro, Safari, Siri, App Store, Play Store, Chrome, Chromebook, Firefox, Edge, Windows, Windows
    10, Windows 11, Office, Microsoft 365, Office 365, Excel, Word, PowerPoint, Outlook, Teams, SharePoint,
    OneDrive, Visual Studio, Xbox, PlayStation, Nintendo, Nintendo Switch, Steam, Alexa, Echo, Kindle, Prime, Prime
    Video, AWS, Azure, Photoshop, Acrobat, WordPress, JavaScript, TypeScript, Python, Java, Rust, Golang, Swift,
    Kotlin, Scala, Ruby, PHP, React, Node.js, Next.js, Vue, Angular, Django, Flask, NumPy, Pandas, Jupyter,
    PostgreSQL, Postgres, MySQL, SQLite, MongoDB, Redis, Elasticsearch, Kafka, Spark, Terraform, Vulkan, Bluetooth,
    Wi-Fi, WiFi, Ethernet, Bitcoin, Ethereum, Blockchain, Minecraft, Pokemon, Pokémon, RTX, GTX, Ryzen, Xeon,
    Snapdragon, LinkedIn, Medium, Substack, Hacker News, Stack Overflow, Google, Apple, GAAP, NASDAQ, Nasdaq, NYSE,
    FBI, CIA, NSA, FTC, FCC, SEC, DOJ, FDA, NASA, NATO, WHO, IRS, DHS, CDC, DOD, DoD, DARPA, NIST, BBC, CNBC, NBC,
    ABC, Fox News, AFP, AP, USD, CC0, Turing Award, Nobel Prize, Oscar, Grammy, Super Bowl, World Cup, Olympics,
    COVID, Internet, DevOps, NSFW, RTX 3090, RTX 4090, RTX 5090, RTX 3060, M1, M2, M3, M4, M5, M1 Max, M2 Ultra, M3
    Ultra, M4 Max, M4 Pro, PCIe, NVLink, InfiniBand, Gbps, GHz, TFLOPS, PyTorch, TensorFlow, Keras, CEO, CTO, CFO,
    COO, VP, Inc, Ltd, North, South, East, West, God, Black Friday, Thanksgiving, Valentine, Great Britain,
    Gaussian, Bayesian, Markov
    """.split(",")  # noqa: SIM905 - a list would fill screens
)
