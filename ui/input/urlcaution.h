// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/urlguard.h"

#include <QStringList>

namespace authscope::ui {

/// What a person should see before a URL of somebody else is opened.
struct UrlReview {
    QString before = {}, host = {}, after = {}; ///< the whole URL in three parts, cleaned
    QStringList cautions = {}; ///< whole sentences; empty when nothing is odd
    std::optional<base::Error> refusal = {}; ///< it will not be opened at all
};

/// `server`: the URL of the server that sent it; may be empty (a program).
UrlReview reviewUrl(const QByteArray &url, const QByteArray &server);

} // namespace authscope::ui
