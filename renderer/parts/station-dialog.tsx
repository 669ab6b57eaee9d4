import type { ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useKeys } from '../input/use-keys.ts'

interface Props {
  readonly title: string
  readonly children: ReactNode
  readonly onClose: () => void
  readonly isWide?: boolean
}

/** A question over the screen. Escape closes it; the screen's keys below sleep meanwhile; scans still arrive. */
export const StationDialog = ({ title, children, onClose, isWide }: Props) => {
  useKeys({ Escape: onClose }, { exclusive: true })
  return (
    <ModalOverlay isOpen onOpenChange={(open) => !open && onClose()} className="veil">
      <Modal className={isWide ? 'modal modal-wide' : 'modal'}>
        <Dialog className="dialog">
          <Heading slot="title">{title}</Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
