import type { PrinterLanguage } from '../../drivers/simulators/machine/language.ts'
import { noQuirks } from '../../drivers/simulators/machine/printer-fault.ts'
import { interpretTspl } from '../../drivers/simulators/tspl/interpret.ts'
import { tsplLanguage } from '../../drivers/simulators/tspl/tspl-language.ts'
import { interpretZpl } from '../../drivers/simulators/zpl/interpret.ts'
import { zplLanguage } from '../../drivers/simulators/zpl/zpl-language.ts'
import type { Decoder } from './decoder.ts'
import { fixture } from './samples.ts'

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))
const wrong = (language: string) =>
  (
    JSON.parse(Buffer.from(fixture('wrong-labels', `${language}.json`)).toString()) as { document: string }[]
  ).map(({ document }) => bytes(document))

const zpl = [
  '^XA^FXbondmark job A^JZN^CI28^PW480^LL320^FO10,10^A0N,30,30^FDText^FS^FO10,60^BQN,2,5^FDLA,x^FS^FO1,1^GFA,8,8,1,FF00FF00FF00FF00^FS^PQ1^XZ',
  '^XA^PW480^LL320^FO10,10^BXN,3,200,,,,_^FD_101095060001343^FS^BY2^FO10,90^BCN,40,N^FD>;>8101234>6AB^FS~HS^FO1,200^GFB,4,4,2,ab^c^FS^XZ',
].map(bytes)
const tspl = [
  'SIZE 60 mm,40 mm\r\nREM bondmark job A\r\nSET REPRINT OFF\r\nCLS\r\nTEXT 10,10,"3",0,1,1,"a"\r\nBITMAP 0,100,2,4,0,\x1b!?\r\nPR1\r\nPRINT 1,1\r\n\x1b!?~!T',
  'SIZE 4,3\r\nCLS\r\nQRCODE 9,9,M,4,A,0,M2,S7,"x"\r\nDMATRIX 200,9,99,99,c126,x4,"~1012"\r\nBARCODE 9,200,"128M",40,0,0,2,2,"!105!10212"\r\nPRINT 1\r\n',
].map(bytes)

/** In pieces whose lengths the bytes themselves give, as a printer reads what comes over a wire. */
const received = (language: PrinterLanguage) => (input: Uint8Array) => {
  const intake = language.createIntake(noQuirks)
  const reader = language.createReader({ dotsPerMm: 8, quirks: noQuirks })
  for (let at = 0; at < input.length; ) {
    const length = 1 + ((input[at] ?? 0) % 96)
    for (const found of intake.push(input.subarray(at, at + length))) {
      if (found.kind === 'document') reader.read(found.bytes)
    }
    at += length
  }
  intake.clear()
}

/** What a strict printer reads, and draws when it takes it. */
export const simulatorDecoders: readonly Decoder[] = [
  {
    name: 'zpl-of-a-job',
    corpus: [...zpl, ...wrong('zpl')],
    decode: (input) => {
      const reading = interpretZpl(input)
      return reading.ok && reading.draw()
    },
    cost: 4,
  },
  {
    name: 'tspl-of-a-job',
    corpus: [...tspl, ...wrong('tspl')],
    decode: (input) => {
      const reading = interpretTspl(input)
      return reading.ok && reading.draw()
    },
    cost: 4,
  },
  { name: 'zpl-on-a-wire', corpus: zpl, decode: received(zplLanguage), cost: 8 },
  { name: 'tspl-on-a-wire', corpus: tspl, decode: received(tsplLanguage), cost: 8 },
]
