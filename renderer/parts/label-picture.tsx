import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { LabelView } from '../../core/contract/station-view.ts'
import { fromBase64Url } from '../../core/encoding/base64.ts'
import { useStation } from '../connection/station-context.ts'
import { useWords } from '../words/use-words.ts'

/** The label as printed, its scratch code left blank by the station. */
export const LabelPicture = ({ label }: { label: LabelView }) => {
  const { client } = useStation()
  const { t } = useWords()
  const picture = useQuery({
    queryKey: ['label-picture', label.job],
    queryFn: async () => fromBase64Url((await client.labelPicture({ job: label.job })).png),
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
  })
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    if (!picture.data) return setAddress(null)
    const made = URL.createObjectURL(new Blob([picture.data.slice()], { type: 'image/png' }))
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [picture.data])
  const crossed = label.state === 'voided' ? ' is-voided' : ''
  if (address)
    return (
      <img
        className={`label-picture${crossed}`}
        src={address}
        alt={t('label.picture', { serial: label.serial })}
      />
    )
  return (
    <div className="label-picture label-picture-none">{picture.isError ? t('label.picture-none') : '…'}</div>
  )
}
