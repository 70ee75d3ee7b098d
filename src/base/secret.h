// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace authscope::base {

/// A value that must not be shown: leaves by reveal() only, towards the wire or the keychain. Has no stream
/// operator on purpose; overwritten when the last copy goes.
class Secret {
public:
    Secret() = default;
    explicit Secret(QByteArray value) : m_value(std::move(value)) { }
    Secret(const Secret &) = default;
    Secret(Secret &&) = default;
    Secret &operator=(const Secret &other);
    Secret &operator=(Secret &&other) noexcept;
    ~Secret() { wipe(); }

    const QByteArray &reveal() const { return m_value; }
    bool isEmpty() const { return m_value.isEmpty(); }
    bool operator==(const Secret &other) const = default;

private:
    void wipe();

    QByteArray m_value;
};

} // namespace authscope::base
