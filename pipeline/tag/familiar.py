"""Words and names that a capital letter makes no new name of, and words that no name ends or begins with."""

from __future__ import annotations


def words_of(text: str) -> frozenset[str]:
    """Return the words of *text* that blanks part."""
    return frozenset(text.split())


# Written with a capital at the start of a sentence or in a headline, or always: never a name by themselves, and no
# part of one at its edges.
WORDS = words_of(
    """
    a about above according across additionally after afterwards again against ago ahead all almost alongside
    already also although always amid among an and announcing another any anyone anything apart are around article
    as ask asked at away back based be because been before behind being below best between beyond billion both
    breaking bringing building but buses by call called can chart check chief click compared confirmed congress
    contact could course creating critics current currently daily data day days deal despite did discover
    discussions do does done down due during each early earlier eight either else elsewhere end enough even
    eventually ever every everyone everything evidence exclusive experts explore far few fewer figure finally find
    first five following for former founded four fresh from further generally get getting given go going good group
    had half has have he hello help her here hey hi him his how however i if image images in include includes
    including indeed initially inside instead into introducing is issue it its itself join just keep key know land
    last late later latest launch launched launching launches learn learning least less let like likely listen long
    look made main make makes making many may maybe me mean meanwhile meet might million more moreover most mr mrs
    ms much must my near nearly neither never nevertheless new newsletter nine no nobody none nor not notably
    nothing now of off official officials often oh ok old on once online only or originally other others otherwise
    our out over overall own page part people per perhaps photo photos please podcast possibly previous previously
    proposed publicly published quickly quite rather read recent recently related release released releases
    releasing replace report reporting reportedly reports research researchers right running said same save say says
    score second see selling separately seven several shares she should show shows similarly simply since six so
    some someone something sometimes soon source sources special start starting state still story strong subscribe
    such sure take team teams ten test than thank thanks that the their them themselves then there these they thing
    think third this those though thousand three through throughout thus tip to today together tomorrow tonight too
    top total toward training trillion try turning twenty ultimately under unfortunately unit unless unlike until up
    update updated updates upon us use used user users using value version versions versus very via video videos
    view views want was watch way we week weekly welcome well were what whatever when whenever where whether which
    while who whose why will with within without work working world would writing yes yesterday yet you young your
    yours

    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december spring summer autumn fall winter christmas
    """
)

# The same by themselves, but names begin and end with them: "Open Code", "Nano Mini".
ENDS = words_of(
    """
    agent air alpha app base beta better big chat code core double editor flash full great instant instruct labs
    large lite little live local max medium micro mini nano next one open plus preview pro quick reader small studio
    thinking turbo two ultra vision
    """
)

# What somebody is, not who.
ROLES = words_of(
    """
    CEO CTO CFO COO CPO CSO CIO VP SVP EVP President Chairman Chairwoman Chair Director Professor Prof Dr Mr Mrs Ms
    Sir Senator Sen Rep Representative Governor Gov Judge Justice Minister Secretary Mayor Attorney General
    Lawmakers Republican Republicans Democrat Democrats Analyst Analysts Engineer Engineers Developers Researchers
    Scientists Staff Reporter Author Authors Editor Founder Cofounder Co-founder Executive Executives Investors
    Company Companies Inc Corp Ltd LLC Co Department Ministry Committee Agency Office University College
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
