// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jose/jws.h"

#include <QDir>
#include <QFile>
#include <QTest>

/// Vectors that others wrote, read from AUTHSCOPE_TEST_DATA.
namespace josedata {

using namespace authscope;

inline QString folder(const QString &name)
{
    return QDir(qEnvironmentVariable("AUTHSCOPE_TEST_DATA")).filePath(name);
}

inline json::Object read(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    auto object = json::parseObject(file.readAll(), path, { .maxBytes = 16 << 20 });
    return object ? *object : json::Object();
}

inline QByteArray text(const json::Object &object, std::string_view name)
{
    return json::stringMember(object, name).value_or(QByteArray());
}

inline QByteArray hex(const json::Object &object, std::string_view name)
{
    return QByteArray::fromHex(text(object, name));
}

/// Parsed and verified: what a program that only asks "is it good?" sees.
inline base::Result<jose::Verification> check(const QByteArray &compact, const jose::JwkSet &keys)
{
    const auto jws = jose::parseJws(compact);
    if (!jws)
        return base::fail(jws.error());
    return jose::verify(*jws, keys);
}

} // namespace josedata
