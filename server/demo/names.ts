/** Invented people: common first and last names of many origins, put together at random. */

export interface Origin {
  readonly id: string;
  readonly language: string;
  readonly first: readonly string[];
  readonly last: readonly string[];
}

const list = (words: string): readonly string[] => words.split(' ');

export const origins: readonly Origin[] = [
  {
    id: 'DE',
    language: 'de',
    first: list(
      'Anna Lukas Marie Jonas Sophie Felix Lena Maximilian Hannah Paul Johanna Moritz Katharina Tobias Christine Martin Greta Henning Judith Andreas',
    ),
    last: list(
      'Müller Schmidt Fischer Weber Becker Hoffmann Schäfer Koch Richter Klein Wolf Schröder Neumann Zimmermann Krüger Hartmann Lange Petersen',
    ),
  },
  {
    id: 'IE',
    language: 'en',
    first: list('Aoife Conor Niamh Seán Ciara Oisín Róisín Declan Sinéad Patrick Orla Liam Emma Jack Grace Fiona Brendan Maeve'),
    last: list(
      "Murphy Kelly O'Sullivan Walsh Byrne Ryan O'Connor Doyle McCarthy Gallagher Doherty Kennedy Lynch Murray Quinn Moore Nolan",
    ),
  },
  {
    id: 'PT',
    language: 'pt',
    first: list(
      'Maria João Ana Tiago Beatriz Rui Inês Pedro Catarina Miguel Sofia Gonçalo Mariana Nuno Teresa António Filipa Duarte',
    ),
    last: list(
      'Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Sousa Fernandes Gonçalves Gomes Lopes Marques Almeida Carvalho',
    ),
  },
  {
    id: 'GB',
    language: 'en',
    first: list('Oliver Amelia Harry Charlotte Thomas Emily William Lucy James Hannah Edward Rebecca Peter Sarah'),
    last: list('Smith Jones Taylor Brown Wilson Evans Thomas Roberts Walker Wright Thompson Hughes Edwards Green'),
  },
  {
    id: 'US',
    language: 'en',
    first: list('Ethan Olivia Mason Ava Tyler Madison Brandon Megan Kevin Ashley Rachel Marcus Laura Greg'),
    last: list('Johnson Williams Davis Miller Anderson Jackson Harris Lewis Robinson Young King Baker Nelson Carter'),
  },
  {
    id: 'TR',
    language: 'de',
    first: list('Elif Mehmet Zeynep Emre Ayşe Mustafa Defne Can Selin Burak Leyla Kerem'),
    last: list('Yılmaz Kaya Demir Çelik Şahin Yıldız Öztürk Aydın Arslan Doğan Kılıç'),
  },
  {
    id: 'PL',
    language: 'en',
    first: list('Zofia Jakub Agnieszka Piotr Magdalena Krzysztof Katarzyna Tomasz Ewa Marcin'),
    last: list('Nowak Wieczorek Wójcik Kowalczyk Mazur Woźniak Dudek Król Kaczmarek Pawlak'),
  },
  {
    id: 'BR',
    language: 'pt',
    first: list('Camila Rafael Larissa Bruno Juliana Thiago Fernanda Gabriel Letícia Rodrigo'),
    last: list('Souza Lima Barbosa Ribeiro Araújo Cardoso Teixeira Nascimento Moreira Cavalcanti'),
  },
  {
    id: 'FR',
    language: 'fr',
    first: list('Camille Hugo Manon Louis Chloé Antoine Élodie Julien Claire Nicolas Margaux Théo'),
    last: list('Martin Bernard Dubois Moreau Laurent Lefèvre Roux Fournier Girard Mercier Blanc'),
  },
  {
    id: 'ES',
    language: 'es',
    first: list('Lucía Hugo Paula Álvaro Carmen Diego Marta Javier Elena Pablo Nuria Sergio'),
    last: list('García Martínez López Sánchez Pérez Gómez Ruiz Díaz Moreno Álvarez Romero Navarro'),
  },
  {
    id: 'IT',
    language: 'it',
    first: list('Giulia Francesco Chiara Lorenzo Martina Andrea Federica Matteo Alessia Davide'),
    last: list('Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Conti'),
  },
  {
    id: 'IN',
    language: 'en',
    first: list('Priya Arjun Ananya Rohan Kavya Vikram Meera Aditya Neha Rahul'),
    last: list('Sharma Patel Iyer Reddy Nair Gupta Mehta Banerjee Rao Kapoor'),
  },
  {
    id: 'CN',
    language: 'en',
    first: list('Wei Mei Jun Lin Yan Hao Xin Lei Jing Tao'),
    last: list('Wang Li Zhang Liu Chen Yang Zhao Huang Wu Zhou'),
  },
  {
    id: 'SE',
    language: 'sv',
    first: list('Astrid Erik Freja Lars Ingrid Nils Saga Oskar Maja Anders'),
    last: list('Andersson Johansson Lindqvist Berg Holm Nyström Lund Ekström Sandberg Åkesson'),
  },
];

/** Which origins live in a city, in order of `origins`: Hamburg, Dublin, Lisbon, and travellers. */
export const originWeights: readonly (readonly number[])[] = [
  [62, 1, 2, 2, 1, 10, 6, 1, 2, 2, 3, 2, 2, 2],
  [2, 58, 2, 8, 2, 1, 9, 5, 2, 3, 2, 5, 2, 1],
  [3, 2, 58, 3, 2, 1, 1, 14, 4, 3, 3, 4, 2, 1],
  [18, 4, 3, 18, 14, 1, 5, 5, 12, 10, 9, 2, 5, 8],
];

/** Where travellers live, by origin. */
export const homeTowns: Readonly<Record<string, readonly [country: string, towns: readonly string[]]>> = {
  DE: ['DE', ['Berlin', 'Cologne', 'Munich', 'Bremen', 'Leipzig']],
  IE: ['IE', ['Cork', 'Galway', 'Limerick']],
  PT: ['PT', ['Porto', 'Coimbra', 'Faro']],
  GB: ['GB', ['London', 'Manchester', 'Bristol', 'Edinburgh']],
  US: ['US', ['Boston', 'Chicago', 'Seattle', 'Austin']],
  TR: ['TR', ['Istanbul', 'Izmir']],
  PL: ['PL', ['Warsaw', 'Kraków', 'Gdańsk']],
  BR: ['BR', ['São Paulo', 'Recife', 'Curitiba']],
  FR: ['FR', ['Paris', 'Lyon', 'Nantes']],
  ES: ['ES', ['Madrid', 'Seville', 'Bilbao']],
  IT: ['IT', ['Milan', 'Bologna', 'Turin']],
  IN: ['IN', ['Mumbai', 'Bengaluru', 'Pune']],
  CN: ['CN', ['Shanghai', 'Shenzhen', 'Chengdu']],
  SE: ['SE', ['Stockholm', 'Gothenburg', 'Malmö']],
};

/** A name as it stands in an e-mail address: a to z only. */
export function asciiName(name: string): string {
  return name
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'l')
    .replaceAll('ı', 'i')
    .replaceAll('ø', 'o')
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
}
