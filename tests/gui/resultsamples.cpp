// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/resultsamples.h"

#include <QBuffer>
#include <QImage>
#include <QPainter>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::sample {

QByteArray png(int width, int height)
{
    QImage image(width, height, QImage::Format_RGB32);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            image.setPixelColor(x, y, QColor::fromHsv(x * 359 / width, 120, 255 - y * 120 / height));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

QByteArray wav(int milliseconds)
{
    QByteArray sound;
    for (int i = 0; i < milliseconds * 8; ++i) {
        const auto value = qint16(6000 * std::sin(i * 0.3));
        sound += char(value & 0xff);
        sound += char(value >> 8);
    }
    QByteArray out = "RIFF";
    const auto number = [&](quint32 value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            out += char(value >> (8 * i));
    };
    number(quint32(36 + sound.size()), 4);
    out += "WAVEfmt ";
    number(16, 4);
    number(1, 2);
    number(1, 2);
    number(8000, 4);
    number(16000, 4);
    number(2, 2);
    number(16, 2);
    out += "data";
    number(quint32(sound.size()), 4);
    return out + sound;
}

mcp::ToolResult read(const QByteArray &result)
{
    return mcp::readToolResult(json::parse(result, u"The sample"_s,
                                   { .maxBytes = 64 << 20, .maxDepth = 64, .refuseDuplicates = false })
                                   .value())
        .value();
}

ui::ResultData richResult()
{
    const auto text = [](const char *words) { return json::string(QByteArray(words)); };
    json::Array boards;
    const char *titles[]
        = { "Sprint Board", "Roadmap", "Bugs", "Ideas", "Retrospective 10", "Retrospective 9" };
    for (int i = 0; i < 6; ++i)
        boards.push_back(json::Object{ { "id", "b" + std::to_string(i + 1) }, { "title", titles[i] },
            { "items", i * 37 % 11 }, { "updated", "2026-01-" + std::to_string(10 + i) },
            { "archived", i == 4 } });
    const json::Object result{
        { "content",
            json::Array{
                json::Object{ { "type", "text" },
                    { "text",
                        text("### Six boards\n\nThe newest is **Retrospective 9**, see "
                             "[its page](https://boards.example/b6).\n\n```sql\nSELECT title FROM boards "
                             "ORDER BY "
                             "updated DESC;\n```\n") },
                    { "annotations",
                        json::Object{ { "audience", json::Array{ "user", "assistant" } }, { "priority", 0.8 },
                            { "lastModified", "2026-01-15T09:31:00Z" } } } },
                json::Object{ { "type", "image" }, { "mimeType", "image/png" },
                    { "data", json::string(png(160, 60).toBase64()) } },
                json::Object{ { "type", "audio" }, { "mimeType", "audio/wav" },
                    { "data", json::string(wav(800).toBase64()) } },
                json::Object{ { "type", "resource_link" }, { "uri", "https://boards.example/b6/export.csv" },
                    { "name", "export" }, { "title", "Export of the newest board" },
                    { "mimeType", "text/csv" } },
                json::Object{ { "type", "resource" },
                    { "resource",
                        json::Object{ { "uri", "boards://b6" }, { "mimeType", "application/json" },
                            { "text", "{\"id\":\"b6\",\"items\":[1,2,3]}" } } } },
            } },
        { "structuredContent",
            json::Object{ { "boards", boards }, { "page", json::Object{ { "next", nullptr } } } } },
        { "_meta", json::Object{ { "openai/widgetSessionId", "w-17" }, { "cursor", "b6" } } },
    };
    mcp::ToolResult read = mcp::readToolResult(json::Value(result)).value();
    read.exchange = 12;
    read.generation = 2;
    read.duration = 38ms;
    return { .tool = u"list_boards"_s,
        .result = read,
        .outputSchema = json::parse("{\"type\":\"object\",\"required\":[\"boards\"]}", u"s"_s).value(),
        .arguments = json::Object{ { "archived", true }, { "title", "Retro" }, { "limit", 6 } } };
}

ui::ResultData brokenResult()
{
    ui::ResultData data = richResult();
    data.outputSchema
        = json::parse("{\"type\":\"object\",\"required\":[\"boards\",\"total\"],\"properties\":{"
                      "\"boards\":{\"items\":{\"properties\":{\"items\":{\"maximum\":8},"
                      "\"archived\":{\"const\":false}}}}}}",
            u"s"_s)
              .value();
    return data;
}

json::Value manyBoards(int rows)
{
    json::Array boards;
    boards.reserve(size_t(rows));
    for (int i = 0; i < rows; ++i)
        boards.push_back(
            json::Object{ { "id", "b" + std::to_string(i) }, { "title", "Board number " + std::to_string(i) },
                { "items", i % 977 }, { "open", i % 3 == 0 }, { "updated", "2026-01-15T09:31:00Z" } });
    return json::Object{ { "boards", std::move(boards) } };
}

} // namespace authscope::sample
