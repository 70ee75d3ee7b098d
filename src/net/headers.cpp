// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/headers.h"

namespace authscope::net {

namespace {

bool isSameName(QByteArrayView a, QByteArrayView b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

} // namespace

void Headers::set(const QByteArray &name, const QByteArray &value)
{
    remove(name);
    append(name, value);
}

void Headers::remove(QByteArrayView name)
{
    m_fields.removeIf([name](const Header &field) { return isSameName(field.name, name); });
}

std::optional<QByteArray> Headers::value(QByteArrayView name) const
{
    for (const Header &field : m_fields) {
        if (isSameName(field.name, name))
            return field.value;
    }
    return std::nullopt;
}

QList<QByteArray> Headers::values(QByteArrayView name) const
{
    QList<QByteArray> found;
    for (const Header &field : m_fields) {
        if (isSameName(field.name, name))
            found.append(field.value);
    }
    return found;
}

bool Headers::contains(QByteArrayView name) const
{
    return value(name).has_value();
}

QByteArray Headers::mediaType() const
{
    const QByteArray type = value("Content-Type").value_or(QByteArray());
    const qsizetype end = type.indexOf(';');
    return (end < 0 ? type : type.first(end)).trimmed().toLower();
}

} // namespace authscope::net
