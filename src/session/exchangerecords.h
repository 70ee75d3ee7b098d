// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/exchangelog.h"
#include "store/records.h"

namespace authscope::session {

/// An exchange as it is kept on disk: what the log has of it, redacted as it was recorded there.
store::ExchangeRecord toRecord(const net::Exchange &exchange);
/// The id is the record's number. What an older program did not write is absent.
net::Exchange fromRecord(const store::ExchangeRecord &record);

} // namespace authscope::session
