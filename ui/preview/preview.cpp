// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preview/preview.h"

#include <QBuffer>
#include <QImageReader>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr int maxSide = 8192;
constexpr qint64 maxPixels = 32'000'000;
constexpr qsizetype dumpedBytes = 4096;

QByteArray imageFormat(const QByteArray &data)
{
    if (data.startsWith("\x89PNG\r\n\x1a\n"))
        return "png";
    if (data.startsWith("\xff\xd8\xff"))
        return "jpeg";
    return {};
}

QByteArray bareType(const QByteArray &mimeType)
{
    const qsizetype end = mimeType.indexOf(';');
    return (end < 0 ? mimeType : mimeType.first(end)).trimmed().toLower();
}

} // namespace

PreviewKind previewKind(const mcp::ResourceContent &content)
{
    if (!content.isText)
        return imageFormat(content.data).isEmpty() ? PreviewKind::Binary : PreviewKind::Image;
    const QByteArray type = bareType(content.mimeType);
    const QByteArray uri = content.uri.toLower();
    const bool says = !type.isEmpty() && type != "text/plain";
    if (type == "application/json" || type == "text/json" || type.endsWith("+json")
        || (!says && uri.endsWith(".json")))
        return PreviewKind::Json;
    if (type == "text/markdown" || type == "text/x-markdown" || (!says && uri.endsWith(".md")))
        return PreviewKind::Markdown;
    return PreviewKind::Text;
}

bool isPicture(const QByteArray &data)
{
    return !imageFormat(data).isEmpty();
}

std::optional<QImage> readImage(const QByteArray &data)
{
    const QByteArray format = imageFormat(data);
    if (format.isEmpty())
        return std::nullopt;
    QBuffer buffer;
    buffer.setData(data);
    QImageReader reader(&buffer, format);
    reader.setAutoDetectImageFormat(false);
    const QSize size = reader.size(); // out of the header, before anything is decoded
    if (!size.isValid() || size.width() > maxSide || size.height() > maxSide
        || qint64(size.width()) * size.height() > maxPixels)
        return std::nullopt;
    const QImage image = reader.read();
    return image.isNull() ? std::nullopt : std::optional(image);
}

QString hexDump(const QByteArray &data)
{
    QString text;
    const QByteArray shown = data.first(std::min(data.size(), dumpedBytes));
    for (qsizetype at = 0; at < shown.size(); at += 16) {
        const QByteArray line = shown.mid(at, 16);
        QString letters;
        for (const char byte : line)
            letters += byte >= 0x20 && byte < 0x7f ? QChar::fromLatin1(byte) : QChar(u'.');
        text += u"%1  %2  %3\n"_s.arg(at, 8, 16, QChar(u'0'))
                    .arg(QString::fromLatin1(line.toHex(' ')).leftJustified(47), letters);
    }
    return text;
}

QString suggestedFileName(const QByteArray &uri, const QByteArray &mimeType)
{
    QByteArray path = uri;
    for (const char end : { '?', '#' })
        path.truncate(path.indexOf(end) < 0 ? path.size() : path.indexOf(end));
    while (path.endsWith('/'))
        path.chop(1);
    const QByteArray last = QByteArray::fromPercentEncoding(path.sliced(path.lastIndexOf('/') + 1));
    QString name;
    for (const char c : last) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || c == '-' || c == '_' || c == '.';
        name += plain ? QChar::fromLatin1(c) : QChar(u'_');
    }
    while (name.startsWith(u'.'))
        name.remove(0, 1);
    name.truncate(80);
    if (name.isEmpty())
        name = u"resource"_s;
    if (name.contains(u'.'))
        return name;
    const QByteArray type = bareType(mimeType);
    const std::pair<QByteArray, QString> endings[] = { { "image/png", u".png"_s },
        { "image/jpeg", u".jpg"_s }, { "application/json", u".json"_s }, { "text/markdown", u".md"_s },
        { "text/html", u".html"_s }, { "text/plain", u".txt"_s }, { "audio/wav", u".wav"_s },
        { "audio/x-wav", u".wav"_s }, { "audio/mpeg", u".mp3"_s }, { "audio/ogg", u".ogg"_s },
        { "audio/flac", u".flac"_s }, { "audio/mp4", u".m4a"_s }, { "application/pdf", u".pdf"_s } };
    for (const auto &[known, ending] : endings) {
        if (type == known)
            return name + ending;
    }
    return name;
}

QByteArray contentBytes(const mcp::ResourceContent &content)
{
    return content.isText ? content.text.toUtf8() : content.data;
}

} // namespace authscope::ui
