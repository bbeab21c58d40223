import { describe, expect, it } from 'vitest'
import { createKnownFinder } from '../../../src/pseudonyms/known.js'

const identify = (entity: string, value: string) =>
  entity === 'EMAIL' || entity === 'PERSON' ? value.toLowerCase() : value
const find = (entity: string, value: string, text: string) =>
  createKnownFinder([{ entity, value }], identify)
    .find(text)
    .map(({ start, end }) => text.slice(start, end))

describe('createKnownFinder', () => {
  it('finds a value on token boundaries only', () => {
    expect(find('PERSON', 'Anna', 'Anna met Annabel, Anna-Lena and (Anna).')).toEqual(['Anna', 'Anna', 'Anna'])
    expect(find('SECRET', '+1 555', '+1 5550 and +1 555.')).toEqual(['+1 555'])
  })

  it('finds equal identities in another case, but a single word only as it was written', () => {
    expect(find('EMAIL', 'jane@x.example', 'To JANE@X.example')).toEqual(['JANE@X.example'])
    expect(find('PERSON', 'Jane Doe', 'ask JANE DOE')).toEqual(['JANE DOE'])
    expect(find('PERSON', 'Will', 'Will will go')).toEqual(['Will'])
    expect(find('SECRET', 'aB c1', 'ab c1 aB c1')).toEqual(['aB c1'])
  })

  it('knows letters beyond ASCII and astral ones as parts of words', () => {
    expect(find('PERSON', 'Zoë', 'Zoë Zoëy éZoë')).toEqual(['Zoë'])
    expect(find('PERSON', 'Bo', '𝒜Bo Bo𝒜 😀Bo')).toEqual(['Bo'])
  })

  it('needs no boundary beside a script that is written without spaces', () => {
    expect(find('PERSON', 'Robert Okafor', 'is 漢字Robert Okafor. のRobert Okaforさん')).toEqual([
      'Robert Okafor',
      'Robert Okafor',
    ])
    expect(find('PERSON', '山田太郎', '私は山田太郎です')).toEqual(['山田太郎'])
  })

  it('takes a lone surrogate for no letter, and no part of one', () => {
    expect(find('PERSON', 'Jane Doe', 'ask\udc00Jane Doe\ud83d')).toEqual(['Jane Doe'])
  })

  it('is not blinded by letters whose lower case is longer or depends on its neighbours', () => {
    expect(find('PERSON', 'Jane Doe', 'İ Jane Doe, JANE DOE')).toEqual(['Jane Doe', 'JANE DOE'])
    expect(find('PERSON', 'ΑΝΝΑ ΒΑΣ', 'ΑΝΝΑ ΒΑΣ.Α')).toEqual(['ΑΝΝΑ ΒΑΣ'])
  })

  it('finds many values in one pass', () => {
    const values = Array.from({ length: 500 }, (_, n) => ({ entity: 'PERSON', value: `Name${n} Family` }))
    const text = 'Name7 Family and Name499 Family, not Name5000 Family'
    expect(
      createKnownFinder(values, identify)
        .find(text)
        .map(({ start, end }) => text.slice(start, end)),
    ).toEqual(['Name7 Family', 'Name499 Family'])
  })
})
