"""What outlets write around their articles, in the languages of the press: patterns over one line of text.

The patterns look at the beginning of a line or at all of it, never for a word somewhere in a sentence, so
that an article about newsletters is not taken for one.
"""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# "Read more: ..." with a headline after it, most often a link
SEE_ALSO = _any(
    r"^\W*(?:also |now |and )?read (?:also|more|next|the full|our|this)\b.{0,12}:",
    r"^\W*(?:also read|read|watch|listen|see also|related|more|see|recommended(?: reading)?|further reading)\s?:",
    r"^\W*(?:mehr (?:zum thema|dazu|lesen|infos?)|lesen sie (?:auch|hier|mehr|dazu)|lies auch|"
    r"auch (?:interessant|lesen|lesenswert)|"
    r"siehe auch|passend dazu|weiterlesen|zum thema|lesetipp|hintergrund|schon gelesen)\s?[:?]",
    r"^\W*(?:lire aussi|à lire|a lire|lisez aussi|voir aussi|à voir|sur le même sujet|pour aller plus loin|"
    r"à écouter)\b.{0,12}:?",
    r"^\W*(?:lea|lee|leer|vea|ver|mire|mira|puede[s]?|le puede|te puede|también)\s?(?:también|además|más|leer|"
    r"ver|interesar|te interesa)?\s?:",
    r"^\W*(?:lea también|lee también|te puede interesar|le puede interesar|puedes ver|no te pierdas|más información)\b",
    r"^\W*(?:leia|veja|saiba|confira)\s(?:também|mais)\b.{0,12}",
    r"^\W*(?:leggi (?:anche|tutto)|vedi anche|potrebbe interessarti|guarda anche|approfondisci)\b.{0,12}",
    r"^\W*(?:lees ook|lees meer|bekijk ook|kijk ook)\b.{0,12}",
    r"^\W*(?:les også|læs også|läs också|läs mer|läs även|se også|lue myös|lue lisää|hør også|les mer)\b.{0,12}",
    r"^\W*(?:czytaj (?:też|także|również|więcej)|zobacz (?:też|także|również)|przeczytaj (?:też|także))\b",
    r"^\W*(?:čtěte také|přečtěte si|čítajte|prečítajte|citește și|citiți și|olvasd el|olvassa el|pročitajte|"
    r"preberite|bakıniz|baca juga)\b",
    r"^\W*(?:читайте также|читайте|смотрите также|чытайце|διαβάστε|διάβασε|прочетете|още по темата|по теме)\b.{0,12}:?",
    r"^\W*(?:関連記事|あわせて読みたい|相关阅读|延伸阅读|更多新闻|관련기사|관련 기사|"
    r"اقرأ|إقرأ|קראו גם|đọc thêm|xem thêm)",
)

# a heading over links to other articles; all of the line
OTHER_ARTICLES = _any(
    r"^\W*(?:related(?: (?:articles?|stories|posts?|content|topics?|news|coverage|links?|reading))?|read (?:more|"
    r"next|also)|see also|"
    r"more (?:on this(?: story)?|stories|from .{2,40}|news|like this|to read|about this)|you (?:may|"
    r"might) (?:also )?(?:like|be interested in)|"
    r"recommended(?: (?:for you|stories|reading|articles|videos?))?|most (?:read|popular|viewed)|"
    r"trending(?: now)?|latest(?: news| stories)?|"
    r"top stories|up next|editor'?s'? (?:picks?|choice)|don'?t miss|what to read next|keep reading|"
    r"popular (?:now|posts)|"
    r"further reading|also (?:on|in) .{2,30}|in this (?:article|story)|topics|tags?|categories|share(?: this)?.{0,24}|"
    r"view comments|(?:\d+ )?comments?|leave a (?:comment|reply)|advertisement|sponsored(?: content)?|"
    r"about the authors?|follow us)\W*$",
    r"^\W*(?:mehr (?:zum thema|dazu|themen|aus .{2,30}|von .{2,30}|artikel|nachrichten)|(?:das )?könnte (?:dich|"
    r"sie|euch|ihnen)? ?auch interessieren|"
    r"auch interessant|weitere (?:artikel|themen|nachrichten|meldungen|beiträge|informationen|infos|links)|"
    r"verwandte (?:artikel|themen|beiträge)|"
    r"ähnliche (?:artikel|beiträge)|meistgelesen(?:e artikel)?|zum thema|themen|schlagwörter|weiterführende links|"
    r"empfohlene(?:r|s)? .{2,40}|das könnte .{2,40}|lesen sie (?:auch|mehr).{0,20}|kommentare?|anzeige|teilen|"
    r"beliebte? .{2,40}|"
    r"beiträge aus dem forum|passend zum thema|schon gelesen|aktuelle .{2,30}|links zum thema|zur startseite|"
    r"startseite|zurück.{0,24})\W*$",
    r"^\W*(?:à lire (?:aussi|également|ensuite)|lire aussi|sur le même (?:sujet|thème)|articles? (?:liés|"
    r"similaires|associés)|"
    r"les plus lus|voir aussi|à découvrir|partager.{0,24}|plus d'articles|dans la même rubrique|"
    r"pour lire la suite|commentaires?|"
    r"vous aimerez aussi|nos derniers articles|thèmes? associés?)\W*$",
    r"^\W*(?:notas? relacionadas?|noticias relacionadas|artículos relacionados|contenido relacionado|"
    r"más (?:noticias|información|sobre .{2,40}|leídas?)|"
    r"te puede interesar|le puede interesar|también te puede interesar|lo más (?:leído|visto)|"
    r"temas?(?: relacionados)?|etiquetas|comparte.{0,20}|"
    r"relacionad[oa]s?|leia (?:também|mais)|veja também|notícias relacionadas|mais (?:lidas|notícias|"
    r"sobre .{2,40})|compartilhe.{0,24}|"
    r"saiba mais|conteúdo relacionado|comentarios|comentários)\W*$",
    r"^\W*(?:leggi anche|articoli correlati|potrebbe interessarti|ti potrebbe interessare|vedi anche|i più letti|"
    r"condividi.{0,24}|argomenti|"
    r"lees ook|meer (?:over|nieuws|lezen|van) ?.{0,40}|gerelateerd(?:e .{2,20})?|meest gelezen|deel dit.{0,20}|"
    r"les også|læs også|läs (?:också|mer)|relaterte? .{2,30}|mest (?:lest|læst|läst)|mer (?:om|fra) .{2,40}|"
    r"lue myös|aiheesta lisää|"
    r"czytaj (?:także|też|więcej)|zobacz (?:także|też)|powiązane(?: .{2,30})?|polecamy|najczęściej czytane|tagi|"
    r"udostępnij.{0,20}|"
    r"související(?: články)?|mohlo by vás zajímat|témata|kapcsolódó(?: cikkek)?|ilgili haberler|baca juga|"
    r"berita terkait)\W*$",
    r"^\W*(?:читайте также|по теме|похожие .{2,30}|материалы по теме|теги|поделиться.{0,20}|ещё по теме|"
    r"больше новостей|читайте по теме|"
    r"関連記事|関連リンク|おすすめ記事|相关阅读|相关新闻|相關新聞|延伸閱讀|延伸阅读|推荐阅读|"
    r"관련기사|관련 기사|관련 뉴스|"
    r"مواضيع ذات صلة|اقرأ أيضا|اقرأ أيضًا)\W*$",
)

# newsletters, apps, channels, membership, advertising, consent
PROMOTION = _any(
    r"^\W*(?:sign up|subscribe\b|register (?:now|here|today|for|to)\b|log in|sign in|join us|become a (?:member|"
    r"subscriber)|follow (?:us|@|"
    r"\w+ on)|like us on|"
    r"download (?:the|our)|get (?:the|our|more|full|breaking|unlimited) .{0,60}(?:newsletter|inbox|app|alerts?|"
    r"updates|access)|"
    r"never miss|don'?t miss|stay (?:up to date|informed|connected|tuned)|click here|tap here|support (?:our|"
    r"independent|us|the)|"
    r"if you (?:enjoyed|liked|like|value|found|have (?:a|any) (?:story|tip))|help us|make a donation|donate|"
    r"enjoying (?:our|this)|you are reading |(?:advertisement|advertorial|sponsored|anzeige|werbung|publicité|"
    r"publicidad|pubblicità)\s?:|become a (?:member|subscriber|supporter)|advertise with|"
    r"this (?:newsletter|article (?:is|contains) (?:an? )?(?:advertis|affiliate|sponsored|paid))|"
    r"we may (?:earn|receive|get) |when you (?:buy|purchase) |(?:this|our) (?:site|website|browser) |"
    r"by (?:submitting|signing up|subscribing|clicking|entering) |"
    r"(?:please )?(?:enable|disable|turn (?:on|off)) (?:javascript|your ad|cookies)|"
    r"this content is (?:only )?(?:available|provided|not)|"
    r"to (?:continue reading|read (?:the full|this|more)|view (?:the full|this))|already (?:a subscriber|"
    r"subscribed|have an account|a member)|"
    r"for (?:the latest|more (?:news|stories|information|on this|updates))|access (?:the )?most recent|"
    r"explore the latest|listen to (?:the|this|our) )",
    r"^\W*the post .{3,200} (?:appeared first|first appeared) on",
    r"^\W*(?:do you have (?:a|any) (?:story|tip|news|information)|have (?:a|any) (?:story|tip|news)|got a (?:story|"
    r"tip)|get in touch|"
    r"contact (?:us|the (?:author|reporter|writer)|\w+ at)|share your (?:story|thoughts|views?)|tell us|"
    r"what do you think)",
    r"^\W*(?:hat ihnen (?:dieser|der) (?:artikel|beitrag|text)|haben sie (?:hinweise|fragen|informationen)|"
    r"schreiben sie uns|"
    r"diskutieren sie|was meinen sie|was denkt ihr|aktuelle nachrichten aufs? handy|mehr (?:lese|nachrichten|"
    r"news).{0,40}app)",
    r"^\W*(?:jetzt (?:anmelden|abonnieren|registrieren|newsletter|kostenlos|testen|lesen|spenden|bei .{2,30})|"
    r"abonnieren sie|melden sie sich|mit (?:unserem newsletter|der registrierung|meiner anmeldung)|newsletter\b(?! )|"
    r"unser newsletter|"
    r"folgen sie uns|folge uns|folgt uns|sie können uns|an dieser stelle (?:finden|befindet)|"
    r"empfohlener (?:redaktioneller|externer) inhalt|"
    r"ich bin (?:damit )?einverstanden|ein klick für den datenschutz|externe[rn]? inhalte?|"
    r"wir benötigen ihre zustimmung|dieser (?:artikel|beitrag) enthält|"
    r"hier (?:können sie|geht es|gibt es|klicken)|unterstützen sie|bleiben sie|verpassen sie|"
    r"nichts mehr verpassen|laden sie|kennt ihr schon|"
    r"die besten .{2,30} als app|\*?\s?(?:werbung|anzeige)\b|link zum |zum newsletter|google news|whatsapp[- ]kanal)",
    r"^\W*(?:abonnez-vous|inscrivez-vous|recevez|suivez|rejoignez|pour accéder|cet article est réservé|"
    r"il vous reste|téléchargez|"
    r"déjà abonné|soutenez|newsletter\b(?! ))",
    r"^\W*(?:suscríbe(?:te|se)|suscribirse|suscripción|regístra(?:te|se)|síguenos|síganos|únete|haz clic|"
    r"haga clic|hazte (?:miembro|socio)|recib[ae] (?:nuestr|gratis|en tu|en su|las? (?:mejores|últimas))|"
    r"descarga (?:nuestra|la) app|apoya (?:a |nuestr)|tú también puedes|sigue (?:nuestr|toda|leyendo)|assine|"
    r"inscreva-se|siga (?:o|a|nos)|"
    r"clique aqui|receba|baixe|apoie|"
    r"iscriviti|abbonati|seguici|scarica|ricevi|clicca|¿ya sab[ií]as que|¡?mira lo que tiene)",
    r"^\W*(?:meld je aan|schrijf je in|abonneer|volg ons|download de|ontvang|registrer deg|abonner|meld deg|"
    r"følg oss|følg os|tilmeld|få nyhedsbrev|"
    r"prenumerera|följ oss|tilaa (?:uutiskirje|lehti)|liity (?:jäseneksi|mukaan)|seuraa meitä|zapisz się|"
    r"subskrybuj|obserwuj|dołącz|przihlaste|odebírejte|"
    r"sledujte|iratkozz|kövess|abone ol)",
    r"^\W*(?:подпи(?:сывайтесь|шитесь)|следите за|присоединяйтесь|підпи(?:суйтесь|шіться)|стежте|абонирайте|"
    r"последвайте|ακολουθήστε|εγγραφείτε)",
    r"(?:newsletter|newsletters|inbox|mailing list|notifications?|app store|google play)\W*$",
    r"^.{0,40}(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|"
    r"todos os direitos|tutti i diritti|"
    r"copyright ©|©\s?(?:copyright )?(?:19|20)\d\d|all rights of reproduction)",
    r"^\W*(?:©|\(c\)|copyright)\s",
    r"terms of (?:use|service).{0,40}privacy|privacy policy\W*$|datenschutz(?:erklärung|bestimmungen|- und)",
)

# one line on a picture: who made it
CREDIT = _any(
    r"^\W*(?:image|images|photo|photos|photograph|photography|picture|pictures|pic|foto|fotos|bild|bilder|fotó|"
    r"zdjęcie|zdjęcia|fot|"
    r"crédits?(?: photos?)?|credits?|photo credit|image credit|image source|courtesy|titelbild|beitragsbild|"
    r"fotocredit|foto di|imagen|imágenes|imagem|"
    r"fotografie|valokuva|kuva|fotograf|video|grafik|graphic|illustration|infografik|фото|снимка|사진|写真|图片|"
    r"圖)\s?(?:by|credit|source|via|de|/)?\s?[:：|©]",
    r"^\W*(?:quelle|source|fuente|fonte|bron|kilde|källa|źródło|zdroj|источник|bildquelle|bildrechte|来源|"
    r"자료)\s?[:：].{0,60}$",
    r"^\W*(?:photo|photograph|image|picture|illustration|foto|photos) (?:by|courtesy|supplied|via|credit) .{2,60}$",
    r"^.{0,80}(?:/|via |\(|©\s?|– )(?:getty images?|getty|ap photo|reuters|afp|shutterstock|istock|epa|imago|"
    r"picture[- ]alliance|dpa|alamy|pa wire|"
    r"pa media|bloomberg|unsplash|pixabay|efe|europa press|ansa|ntb|tt|ritzau|scanpix)[^.!?]{0,40}\)?\W*$",
)

# who, when and how long: what stands between a headline and its text
DATELINE = _any(
    r"^\W*(?:stand|veröffentlicht|aktualisiert|zuletzt aktualisiert|letzte änderung|erstellt|published|posted|"
    r"updated|last (?:updated|modified)|"
    r"first published|publié|mis à jour|modifié|publicado|actualizado|atualizado|pubblicato|aggiornato|"
    r"gepubliceerd|bijgewerkt|publisert|"
    r"oppdatert|publicerad|uppdaterad|julkaistu|päivitetty|opublikowano|aktualizacja|publikováno|aktualizováno|"
    r"опубликовано|обновлено|"
    r"release date|news date|erschienen|datum|date|lesezeit|reading time|read time|tempo d[ei] lett?ur[ea]|"
    r"temps de lecture|tiempo de lectura|leestijd|lästid|lesetid)\b\W?.{0,60}$",
    r"^\W*(?:an? |\d+ )(?:second|minute|hour|day|week|month|min|hr)s? ago\W*$",
    r"^\W*(?:ca\. )?\d+\s?(?:min|minute|minuten|minutes|minutos|minuti|minuter|minutter|мин)\b.{0,20}$",
    r"^\W*(?:mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun)?\w*[,.]?\s?\d{1,2}[./ ]\s?(?:\d{1,2}[./]|"
    r"\w{3,10})\s?\d{2,4}\b.{0,40}$",
    r"^\W*\w{3,10}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b.{0,40}$",
    r"^\W*\d{4}[-./年]\s?\d{1,2}[-./月]\s?\d{1,2}.{0,30}$",
    r"^\W*\d{1,2}[:.h]\d{2}(?: ?uhr| ?[ap]m)?\W*$",
)

# leftovers of scripts and templates
LEFTOVER = _any(
    r"^\W*(?:true|false|null|undefined|nan|loading.{0,20}|wird geladen.{0,20}|chargement.{0,20}|cargando.{0,20})\W*$",
    r"\{\{.*\}\}|^\W*\w+\s?[=:]\s?(?:function|\{|true|false|null)\b|^\s*(?:var|let|const|function|window\.|"
    r"document\.)\s?\S+.*[;{}]\s*$",
    r"^\W*(?:show|is|has)[A-Z]\w+:?\W*$",
    r"^pic\.twitter\.com/\w+$|^https?://\S+$",
)
