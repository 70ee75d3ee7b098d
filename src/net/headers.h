// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <optional>

namespace authscope::net {

struct Header {
    QByteArray name;
    QByteArray value;
    bool operator==(const Header &) const = default;
};

/// HTTP fields in the order they came; names compare without case (RFC 9110 §5.1).
class Headers {
public:
    Headers() = default;
    Headers(std::initializer_list<Header> fields) : m_fields(fields) { }

    void append(const QByteArray &name, const QByteArray &value) { m_fields.append({ name, value }); }
    void set(const QByteArray &name, const QByteArray &value);
    void remove(QByteArrayView name);
    std::optional<QByteArray> value(QByteArrayView name) const; ///< the first one
    QList<QByteArray> values(QByteArrayView name) const;
    bool contains(QByteArrayView name) const;
    const QList<Header> &all() const { return m_fields; }
    /// The media type in lower case without parameters: "application/json".
    QByteArray mediaType() const;
    bool operator==(const Headers &) const = default;

private:
    QList<Header> m_fields;
};

} // namespace authscope::net
