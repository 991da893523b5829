"""Every write of this app: evidence and issued documents."""

from balarea.documents.operations.copying import open_to_copy as open_to_copy
from balarea.documents.operations.evidence import add_evidence as add_evidence
from balarea.documents.operations.evidence import evidence_names as evidence_names
from balarea.documents.operations.evidence import open_evidence as open_evidence
from balarea.documents.operations.evidence import open_sent as open_sent
from balarea.documents.operations.evidence import remove_evidence as remove_evidence
from balarea.documents.operations.issuing import ISSUE as ISSUE
from balarea.documents.operations.issuing import QUEUE as QUEUE
from balarea.documents.operations.issuing import issue as issue
from balarea.documents.operations.issuing import open_document as open_document
from balarea.documents.operations.issuing import prepare as prepare
from balarea.documents.operations.issuing import revoke as revoke
from balarea.documents.operations.issuing import stage_waiting as stage_waiting
from balarea.documents.operations.linking import open_content as open_content
from balarea.documents.operations.reuse import copy_document as copy_document
from balarea.documents.operations.reuse import copy_evidence as copy_evidence
from balarea.documents.operations.scanned_photos import add_photo as add_photo
from balarea.documents.operations.scanned_photos import open_photos as open_photos
from balarea.documents.operations.scanned_photos import remove_photo as remove_photo
from balarea.documents.operations.scanned_photos import remove_photos as remove_photos
from balarea.documents.operations.scanned_photos import remove_unused as remove_unused
from balarea.documents.operations.suspending import end_suspension as end_suspension
from balarea.documents.operations.suspending import reinstate as reinstate
from balarea.documents.operations.suspending import suspend as suspend
