import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { LabelDpi, TemplatesAnswer } from '../../../core/contract/label-templates.ts'
import { useStation } from '../../connection/station-context.ts'
import { PngPicture } from '../../parts/png-picture.tsx'
import { useWords } from '../../words/use-words.ts'

/** Which sample label is asked for. */
export interface Sample {
  readonly hash: string
  readonly dpi: LabelDpi
  readonly language: TemplatesAnswer['language']
}

/** A sample label as the station draws it; it does not change, so it is asked for once. */
export function useSample({ hash, dpi, language }: Sample, isWanted = true) {
  const { client } = useStation()
  return useQuery({
    queryKey: ['template-picture', hash, dpi, language],
    queryFn: () => client.templates.picture({ hash, dpi, language }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: isWanted,
  })
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
          alt={t(data.failure ? 'templates.picture-refused' : 'templates.picture', {
            template,
            dpi: sample.dpi,
          })}
          className="template-image"
        />
      )}
      {data.failure && <p className="tone-stop">{say(data.failure)}</p>}
    </div>
  )
}
