"""Every write of this app: billing, callbacks, settling an overpayment."""

from balarea.payments.operations.billing import (
    bill as bill,
)
from balarea.payments.operations.billing import (
    cancel_open as cancel_open,
)
from balarea.payments.operations.billing import (
    expire as expire,
)
from balarea.payments.operations.billing import (
    expire_due as expire_due,
)
from balarea.payments.operations.billing import (
    remind_due as remind_due,
)
from balarea.payments.operations.billing import (
    renew as renew,
)
from balarea.payments.operations.callbacks import receive as receive
from balarea.payments.operations.settlement import settle as settle
from balarea.payments.rules import Line as Line
