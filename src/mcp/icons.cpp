// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/icons.h"

#include "base/urlguard.h"

namespace authscope::mcp {

namespace {

constexpr QByteArrayView pngMagic("\x89PNG\r\n\x1a\n", 8);
constexpr QByteArrayView jpegMagic("\xff\xd8\xff", 3);

bool isData(const Icon &icon)
{
    return icon.src.first(std::min<qsizetype>(5, icon.src.size())).compare("data:", Qt::CaseInsensitive) == 0;
}

} // namespace

QByteArray iconBytes(const QByteArray &fetched)
{
    const bool isPicture = fetched.startsWith(pngMagic) || fetched.startsWith(jpegMagic);
    return isPicture && fetched.size() <= maxIconBytes ? fetched : QByteArray();
}

QByteArray inlineIcon(const Icon &icon)
{
    const qsizetype comma = icon.src.indexOf(',');
    if (!isData(icon) || comma < 0 || icon.src.size() > maxIconBytes * 2)
        return {};
    const QByteArray head = icon.src.first(comma).mid(5).toLower();
    const QByteArray type = head.split(';').first();
    if (!head.endsWith(";base64") || (type != "image/png" && type != "image/jpeg" && type != "image/jpg"))
        return {};
    const auto bytes
        = QByteArray::fromBase64Encoding(icon.src.sliced(comma + 1), QByteArray::AbortOnBase64DecodingErrors);
    return bytes ? iconBytes(*bytes) : QByteArray();
}

bool isShowable(const Icon &icon, const QByteArray &serverUrl)
{
    if (isData(icon))
        return !inlineIcon(icon).isEmpty();
    const auto source = base::guardUrl(icon.src, {});
    const auto server = base::guardUrl(serverUrl, {});
    // guardUrl() refuses credentials; plain http is for loopback development and not for pictures.
    return source && server && source->isEncrypted && source->origin() == server->origin();
}

} // namespace authscope::mcp
