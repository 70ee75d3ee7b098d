// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"

namespace authscope::test {

/// JSON with ' for ", as a test can show it on one line.
inline QByteArray quoted(QByteArray text)
{
    return text.replace('\'', '"');
}

inline json::Value valueOf(const QByteArray &text)
{
    return json::parse(quoted(text), QStringLiteral("The test")).value();
}

inline json::Object objectOf(const QByteArray &text)
{
    return valueOf(text).as_object();
}

} // namespace authscope::test
