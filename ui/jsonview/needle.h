// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <string_view>

namespace authscope::ui {

/// What somebody looks for, in bytes: A to Z match a to z, everything else as it is.
class Needle {
public:
    Needle() = default;
    explicit Needle(const QString &text);

    bool isEmpty() const { return m_bytes.isEmpty(); }
    qsizetype size() const { return m_bytes.size(); }
    /// Where it first stands at or after `from`; -1 when it does not.
    qsizetype indexIn(std::string_view text, qsizetype from = 0) const;
    bool isIn(std::string_view text) const { return indexIn(text) >= 0; }
    bool operator==(const Needle &) const = default;

private:
    QByteArray m_bytes; ///< small letters
};

} // namespace authscope::ui
