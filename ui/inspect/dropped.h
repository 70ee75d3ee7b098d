// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

class QMimeData;

namespace authscope::ui {

/// Is it something that could be read: text, or one local file?
bool canReadDropped(const QMimeData *data);
/// Its bytes. At most one more than what is recognised is read of a file; OA-002 in words when nothing can be
/// read.
base::Result<QByteArray> readDropped(const QMimeData *data);
base::Result<QByteArray> readInspectedFile(const QString &path);

} // namespace authscope::ui
