// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace authscope::ui {

/// "WAV", "MP3", "Ogg", "FLAC", "MP4", by the first bytes; empty for everything else.
QString audioFormat(const QByteArray &data);

} // namespace authscope::ui
