import { useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import { toBase64Url } from '../../../../core/encoding/base64.ts'
import { Refusal } from '../../../connection/problem.ts'
import type { StationClient } from '../../../connection/station-client.ts'
import { useStation } from '../../../connection/station-context.ts'
import { useAct } from '../../../connection/use-act.ts'
import { useBroughtFile } from '../../../input/use-brought-file.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { CheckField, SelectField } from '../../../parts/choice-field.tsx'
import { ProgressLine } from '../../../parts/progress-line.tsx'
import { useWords } from '../../../words/use-words.ts'
import { GoodsDifferences } from './goods-differences.tsx'
import { type GoodsTable, goodsTables } from './goods-tables.ts'

type Shown = Awaited<ReturnType<StationClient['catalogue']['show']>>
type Asked = Parameters<StationClient['catalogue']['take']>[0]
type GoodsAnswer = Awaited<ReturnType<StationClient['catalogue']['take']>>

/** The contract takes 24 MiB of base64url; larger files are taken by the command line. */
const bound = { bytes: 16_000_000, limit: 16, word: 'page.goods-too-large' } as const

/** Brings goods data in from a file: first what it would change, then, with a supervisor's passcode, the change itself. */
export const GoodsImport = ({ running }: { running: Shown['running'] }) => {
  const { client } = useStation()
  const { t } = useWords()
  const act = useAct()
  const [table, setTable] = useState<GoodsTable>('products')
  const [replace, setReplace] = useState(false)
  const [looked, setLooked] = useState<{ asked: Asked; answer: GoodsAnswer } | null>(null)
  const onSelect = useBroughtFile(bound, async ({ fileName, bytes }) => {
    // A workbook says by its sheets which tables it holds; a JSON file says it itself.
    const isNamed = /\.(?:xlsx|json)$/i.test(fileName)
    const asked: Asked = {
      fileName,
      bytes: toBase64Url(bytes),
      table: isNamed ? null : table,
      replace,
      isDry: true,
      badge: '',
      passcode: '',
    }
    const answer = await act.call(() => client.catalogue.take(asked))
    if (answer) setLooked({ asked, answer })
  })
  return (
    <>
      {running ? (
        <RunningGoods running={running} />
      ) : (
        <div className="goods-import">
          <SelectField
            label={t('catalogue.import')}
            value={table}
            options={goodsTables.map((value) => ({ value, word: t(`catalogue.table.${value}`) }))}
            onChoose={setTable}
            testId="goods-table"
          />
          <CheckField
            label={t('catalogue.replace')}
            isChecked={replace}
            onChange={setReplace}
            testId="goods-replace"
          />
          <FileTrigger acceptedFileTypes={['.csv', '.txt', '.json', '.xlsx']} onSelect={onSelect}>
            <ActionButton testId="goods-file">{t('catalogue.choose')}</ActionButton>
          </FileTrigger>
        </div>
      )}
      {looked && (
        <GoodsDifferences
          answer={looked.answer}
          fileName={looked.asked.fileName}
          take={async (badge, passcode) => {
            const answer = await client.catalogue.take({ ...looked.asked, isDry: false, badge, passcode })
            const [first] = answer.ok ? [] : answer.problems
            if (first) throw new Refusal({ code: first.code, detail: first })
          }}
          onClose={() => setLooked(null)}
        />
      )}
    </>
  )
}

/** How far a file is; scans go on beside it. */
const RunningGoods = ({ running }: { running: NonNullable<Shown['running']> }) => {
  const { client } = useStation()
  const { t, number } = useWords()
  const act = useAct()
  const { file, stage, rows, done, total } = running
  return (
    <div className="plan-running" role="status" data-testid="goods-running">
      <div className="plan-running-words">
        <span className="plan-running-file">{file}</span>
        <span className="quiet">
          {t(`catalogue.stage.${stage}`)} {number(rows)}
        </span>
        <ProgressLine label={t('catalogue.progress')} value={done} max={total} />
      </div>
      <ActionButton
        isDisabled={stage === 'store'}
        onPress={() => void act.call(() => client.catalogue.cancel())}
        testId="goods-cancel"
      >
        {t('cancel')}
      </ActionButton>
    </div>
  )
}
