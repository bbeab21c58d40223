/** Common given names and family names by region, in ASCII. None is an everyday word of its language. */
export type Names = { readonly given: readonly string[]; readonly family: readonly string[] }

const words = (text: string): readonly string[] => text.split(' ')

const ENGLISH: Names = {
  given: words(
    'Oliver Hannah Daniel Megan Samuel Claire Benjamin Laura Nathan Rachel Gareth Naomi Colin Imogen Edwin Philippa Duncan Rosalind Trevor Bethany',
  ),
  family: words(
    'Ashworth Bradshaw Calloway Dunmore Ellery Fenwick Garrick Holloway Ingram Jessop Kirkham Lockhart Merriman Norwood Oakden Prescott Radcliffe Selwyn Thackeray Wexford',
  ),
}
const GERMAN: Names = {
  given: words(
    'Lukas Johanna Matthias Friederike Tobias Annika Florian Katharina Stefan Ulrike Henning Dorothea Jannik Marlene Torsten Wiebke Bastian Silke Carsten Ingrid',
  ),
  family: words(
    'Albrecht Brandhorst Claasen Dorfmann Eberling Fassbinder Gerlach Hartwig Imhof Jansen Kesselring Lindner Mertens Niemeyer Ostermann Petersen Rademacher Sieveking Tiedemann Wolters',
  ),
}
const FRENCH: Names = {
  given: words(
    'Antoine Camille Julien Mathilde Bastien Elodie Guillaume Sylvie Romain Delphine Thierry Oceane Laurent Margaux Etienne Solene Fabrice Coralie Gaspard Amandine',
  ),
  family: words(
    'Aubertin Beaumont Chevallier Delacourt Fontanel Garnier Hamelin Jourdain Lacombe Marchand Navarre Perrault Quesnel Rousselet Sauvage Thibault Vasseur Villeneuve Brossard Carpentier',
  ),
}
const SPANISH: Names = {
  given: words(
    'Alejandro Beatriz Gonzalo Carmen Rodrigo Lucia Ignacio Pilar Sergio Marina Esteban Ximena Andres Rocio Mateo Veronica Hugo Noelia Ruben Elena',
  ),
  family: words(
    'Aguirre Benavente Calderon Dominguez Escobar Figueroa Galindo Herrera Ibarra Lozano Montero Navarro Olmedo Paredes Quintana Robledo Salinas Tejada Urrutia Villalba',
  ),
}
const ITALIAN: Names = {
  given: words(
    'Lorenzo Chiara Matteo Federica Davide Giulia Stefano Martina Riccardo Elisa Fabrizio Silvia Gianluca Valentina Tommaso Ilaria Paolo Serena Enrico Michela',
  ),
  family: words(
    'Albanesi Bellandi Caruso Damiani Esposito Fabbri Gallinari Lombardo Mancuso Nardelli Orsini Pellegrini Ricciardi Santoro Tagliaferri Valentini Zanetti Bonfanti Corsetti Marchetti',
  ),
}
const DUTCH: Names = {
  given: words(
    'Daan Femke Jeroen Lotte Maarten Sanne Pieter Annelies Bram Marijke Thijs Willemijn Joost Hanneke Sjoerd Liesbeth Ruben Mirjam Koen Saskia',
  ),
  family: words(
    'Aalbers Brinkman Cornelissen Dijkstra Elzinga Feenstra Gerritsen Hoekstra Jongsma Kuipers Leeuwenburg Meijer Nijhuis Oosterhuis Postma Reinders Schuurman Timmermans Veenstra Wiersma',
  ),
}
const POLISH: Names = {
  given: words(
    'Krzysztof Agnieszka Tomasz Malgorzata Grzegorz Justyna Piotr Katarzyna Marcin Dorota Wojciech Izabela Jakub Renata Szymon Beata Dawid Grazyna Kamil Halina',
  ),
  family: words(
    'Adamczyk Borowiec Chmielewski Dudziak Furmanek Gajewicz Jablonka Kaczmarek Lisowicz Majewicz Nawrocik Olszak Pawlak Rogalski Sobczyk Tomczak Urbanek Walczyk Zaremba Zielonka',
  ),
}

const BY_REGION: Readonly<Record<string, Names>> = {
  DE: GERMAN,
  AT: GERMAN,
  CH: GERMAN,
  FR: FRENCH,
  BE: FRENCH,
  ES: SPANISH,
  MX: SPANISH,
  AR: SPANISH,
  CO: SPANISH,
  CL: SPANISH,
  IT: ITALIAN,
  NL: DUTCH,
  PL: POLISH,
}

/** Letters that say more of a name's language than the region does. */
const BY_LETTER: readonly (readonly [RegExp, Names])[] = [
  [/[łśżźćąęń]/i, POLISH],
  [/[äöüß]/i, GERMAN],
  [/[çèêœâîôû]/i, FRENCH],
  [/[ñáíóú]/i, SPANISH],
]

/** Names of the value's own language where its letters tell, else of the region, else English. */
export const namesFor = (value: string, region: string): Names =>
  BY_LETTER.find(([letters]) => letters.test(value))?.[1] ?? BY_REGION[region] ?? ENGLISH
