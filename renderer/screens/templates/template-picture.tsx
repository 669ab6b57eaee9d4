import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { LabelDpi, TemplatesAnswer } from '../../../core/contract/label-templates.ts'
import { useStation } from '../../connection/station-context.ts'
import { PngPicture } from '../../parts/png-picture.tsx'
import { useWords } from '../../words/use-words.ts'

/** Which sample label is asked for. */
export interface Sample {
  readonly hash: string
  /** Another one's: the picture is black where the two labels differ. */
  readonly against?: string
  readonly dpi: LabelDpi
  readonly language: TemplatesAnswer['language']
}

/** A sample label as the station draws it; it does not change, so it is asked for once. */
function useSample({ hash, against, dpi, language }: Sample) {
  const { client } = useStation()
  return useQuery({
    queryKey: ['template-picture', hash, against, dpi, language],
    queryFn: () => client.templates.picture({ hash, against, dpi, language }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

const altOf = ({ against }: Sample, isRefused: boolean) => {
  if (against !== undefined) return 'templates.difference'
  return isRefused ? 'templates.picture-refused' : 'templates.picture'
}

/** A sample label, and what of the widest one does not fit. */
export const TemplatePicture = ({ sample, template }: { sample: Sample; template: string }) => {
  const { t, say } = useWords()
  const { data } = useSample(sample)
  if (!data) return <div className="template-picture" />
  return (
    <div className="template-picture">
      {data.png && (
        <PngPicture
          png={data.png}
          alt={t(altOf(sample, data.failure !== null), { template, dpi: sample.dpi })}
          className="template-image"
        />
      )}
      {data.failure && <p className="tone-stop">{say(data.failure)}</p>}
    </div>
  )
}
