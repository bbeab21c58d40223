const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/** Closed word classes: none of these is part of a name in a sentence ("my name is on the list", "Dear All"). Lower case. */
export const FUNCTION_WORDS = words(`
  a an the and or but if so as at by for from in into off on onto out over up with without not no nor yes i im me my mine we us our
  you your yours he him his she her hers it its they them their this that these those is am are was were be been being
  does did have has had can could should would shall might must here there now then than just only also very really
  still too again already always never currently what which who whom whose why how when where all any some every everyone everybody
  anyone nobody nothing something please thanks thank sorry well ok okay yeah hi hello hey dear hallo hola bonjour ciao
  und oder aber auch nicht kein keine ich mein meine wir uns unser sie ihr ihre es ist bin sind war noch schon
  et ou mais je mon mes nous notre vous votre il est suis pas avec pour dans
  y o pero yo mi mis nosotros nuestro usted ustedes es soy no con para por
  e io mio noi nostro lei lui sono non
  en maar ik mijn wij ons onze jij jouw hij zij het niet ook voor met
  i ale ja moje my nasz wy wasz on ona ono jest jestem nie dla
  mas eu meu minha nosso ele ela sou não com
`)

/** People and groups that are addressed without being named. */
const ADDRESSEES = words(`
  sir sirs madam madame maam ladies gentlemen team teams customer customers client clients colleague colleagues friend friends
  mr mrs ms dr prof happy sunshine
  hiring manager recruiter committee department support service staff member members user users guest reader readers editor
  student students parent parents teacher neighbor neighbour folks guys people world bro dude buddy mate man
  mam mom mum dad mommy daddy grandma grandpa santa diary god lord jesus lady sweetheart darling honey baby
  professor doctor president minister chairman chairperson director officer applicant candidate employee employees
  partner partners investor investors subscriber valued beloved assistant ai bot chatbot chatgpt gpt copilot
  google bard llama everyone anybody
  world universe internet everyone kitty
  welt mundo monde mondo wereld świecie świat
  grüße grüßen gruß grüsse gruss wünsche groeten groet saluti saludos pozdrowienia
  bürgermeister bürgermeisterin damen herren kunde kunden kollege kollegen freunde leute zusammen liebe herr frau doktor
  monsieur messieurs mesdames mademoiselle tous toutes collègues équipe amis
  señor señora señores señoras cliente equipo amigos todos todas amigo amiga
  signore signora signori tutti ragazzi spettabile
  heer mevrouw meneer allemaal iedereen klant collega collegas
  pan pani panie panowie państwo państwa wszyscy
  senhor senhora senhores equipe
`)

/** Words after "my name is" that speak about the name instead of giving it. */
const ABOUT_NAMES = words(`
  spelled spelt misspelled misspelt pronounced written listed missing wrong correct incorrect mentioned changed confidential private
  irrelevant important unimportant unique common rare different known unknown secret public required optional saved
  used shown displayed printed set attached below above associated linked registered recorded entered included found
  blank empty null undefined none redacted hidden removed replaced anonymous withheld banned blocked taken gone name
`)

/** Parts of the names of jobs, groups and companies. */
const JOBS_AND_COMPANIES = words(`
  engineer engineers developer developers programmer designer architect analyst scientist researcher consultant specialist expert
  administrator admin coordinator supervisor representative executive accountant lawyer attorney nurse
  senior junior lead software hardware frontend backend fullstack technical associate assistant intern
  inc incorporated corp corporation ltd limited llc llp plc gmbh ag kg se sa srl spa bv nv company companies co enterprises
  technologies technology solutions systems services industries holdings group consulting logistics labs laboratories studios
  media management bank insurance university college school hospital clinic institute foundation association society ministry council
  airways airlines railways motors pharmaceuticals marketing sales engineering finance accounting operations security
`)

/** Heads of forms and tables. */
const LABELS = words(`
  address email e-mail phone telephone number numbers id date time type title status description value values
   amount quantity total count version path file files folder url link code key text string integer boolean
  contact to cc bcc reply mail website fax mobile cell name
  test tests example sample report
`)

/** Words that a name does not contain, lower case. */
export const NOT_IN_A_NAME: ReadonlySet<string> = new Set([
  ...FUNCTION_WORDS,
  ...ADDRESSEES,
  ...ABOUT_NAMES,
  ...JOBS_AND_COMPANIES,
  ...LABELS,
])
