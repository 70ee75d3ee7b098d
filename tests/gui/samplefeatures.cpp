// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/samples.h"

#include <QBuffer>
#include <QLinearGradient>
#include <QPainter>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::sample {

namespace {

QByteArray picture()
{
    QImage image(320, 160, QImage::Format_RGB32);
    QPainter painter(&image);
    QLinearGradient colours(0, 0, 320, 160);
    colours.setColorAt(0, Qt::darkCyan);
    colours.setColorAt(1, Qt::darkMagenta);
    painter.fillRect(image.rect(), colours);
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

} // namespace

QList<mcp::Resource> resources()
{
    return { { .uri = "file:///srv/notes/plan.md",
                 .name = u"plan.md"_s,
                 .title = u"Plan"_s,
                 .description = u"What we want to do this week, and who does it"_s,
                 .mimeType = "text/markdown",
                 .size = 2140 },
        { .uri = "boards://acme/projects/2026/roadmap/boards/b3.json",
            .name = u"b3"_s,
            .title = u"Sprint Board"_s,
            .mimeType = "application/json",
            .size = 312 },
        { .uri = "boards://logo",
            .name = u"logo"_s,
            .title = u"logo"_s,
            .mimeType = "image/png",
            .size = 18432 },
        { .uri = "file:///srv/data/export.bin", .name = u"export.bin"_s, .title = u"export.bin"_s } };
}

QList<mcp::ResourceTemplate> resourceTemplates()
{
    return { { .uriTemplate = "journal://{year}/{day}",
        .name = u"journal"_s,
        .title = u"A day of the journal"_s,
        .description = u"One entry, by year and day"_s,
        .mimeType = "text/plain" } };
}

mcp::ResourceContents contents()
{
    return { .contents
        = { { .uri = "file:///srv/notes/plan.md",
                .mimeType = "text/markdown",
                .text = u"# Plan\n\nThis week:\n\n- read the *specification*\n- call `create_board`\n\n"
                        "| who | what |\n|---|---|\n| Ada | tokens |\n| Bob | tools |\n\n"
                        "See [the site](https://boards.example/plan)."_s },
            { .uri = "boards://b3.json",
                .mimeType = "application/json",
                .text = u"{\"board\":{\"id\":\"b3\",\"title\":\"Sprint Board\",\"items\":[1,2,3]}}"_s },
            { .uri = "boards://logo", .mimeType = "image/png", .isText = false, .data = picture() } },
        .exchange = 4,
        .duration = 21ms };
}

QList<mcp::Prompt> prompts()
{
    return { { .name = u"standup"_s,
                 .title = u"Stand-up"_s,
                 .description = u"A summary of yesterday, for the whole team"_s },
        { .name = u"review"_s,
            .title = u"Review code"_s,
            .description = u"Asks for a careful review of a piece of code"_s,
            .arguments = { { .name = "code",
                               .title = u"Code"_s,
                               .description = u"What to look at"_s,
                               .isRequired = true },
                { .name = "language",
                    .title = u"Language"_s,
                    .description = u"Of the programming kind"_s } } } };
}

mcp::PromptResult promptResult()
{
    return { .description = u"A careful review"_s,
        .messages
        = { { "user", { .type = "text", .text = u"Please review this code:\n\nint main() { return 1; }"_s } },
            { "assistant", { .type = "text", .text = u"Gladly. What should it do?"_s } },
            { "user",
                { .type = "resource",
                    .text = u"{\"exit\":0}"_s,
                    .mimeType = "application/json",
                    .uri = "file:///srv/spec.json" } } },
        .exchange = 6,
        .duration = 17ms };
}

mcp::Elicitation formElicitation()
{
    return { .message = u"Which board should the report go to, and who is told?"_s,
        .schema = *json::parse(
            "{\"type\":\"object\",\"properties\":{"
            "\"board\":{\"type\":\"string\",\"title\":\"Board\",\"oneOf\":["
            "{\"const\":\"b1\",\"title\":\"Roadmap\"},{\"const\":\"b3\",\"title\":\"Sprint Board\"}],"
            "\"default\":\"b3\"},"
            "\"people\":{\"type\":\"array\",\"title\":\"People\",\"minItems\":1,\"maxItems\":2,"
            "\"items\":{\"anyOf\":[{\"const\":\"ada\",\"title\":\"Ada\"},"
            "{\"const\":\"bob\",\"title\":\"Bob\"},{\"const\":\"eve\",\"title\":\"Eve\"}]},"
            "\"default\":[\"ada\"]},"
            "\"mail\":{\"type\":\"string\",\"format\":\"email\",\"title\":\"E-mail\"},"
            "\"copies\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":9,\"default\":1},"
            "\"draft\":{\"type\":\"boolean\",\"default\":true}},"
            "\"required\":[\"board\",\"mail\"]}",
            u"The schema"_s) };
}

mcp::Elicitation urlElicitation(const QByteArray &url)
{
    return { .mode = mcp::Elicitation::Mode::Url,
        .message = u"Please confirm the payment on our site."_s,
        .url = url,
        .id = "elicitation-7" };
}

mcp::SamplingRequest samplingRequest()
{
    return { .messages
        = { { .role = "user", .type = "text", .text = u"Summarise the board in one sentence."_s },
            { .role = "user", .type = "image", .data = picture(), .mimeType = "image/png" } },
        .systemPrompt = u"You are a careful assistant."_s,
        .maxTokens = 40,
        .modelHints = { u"claude-3-sonnet"_s, u"small"_s } };
}

mcp::ServerInfo serverInfo()
{
    mcp::ServerInfo info{ .name = u"boards-mcp"_s,
        .title = u"Boards Server"_s,
        .version = u"2.3.1"_s,
        .instructions = u"Call list_boards before get_board.\nDates are in UTC."_s,
        .protocolVersion = "2026-07-28",
        .era = mcp::Era::Modern,
        .supportedVersions = { "2026-07-28" },
        .websiteUrl = u"https://boards.example"_s };
    info.capabilities
        = json::parseObject("{\"tools\":{\"listChanged\":true},\"resources\":{\"subscribe\":true},"
                            "\"prompts\":{},\"completions\":{}}",
            u"c"_s)
              .value();
    return info;
}

ui::ServerWord introspection()
{
    return { .about = u"Access token"_s,
        .sentence = u"Introspection says the access token is active. It says something else about scope."_s,
        .tone = ui::Tone::Caution,
        .rows = { { "active", u"ends 10:14"_s, u"active"_s },
            { "scope", u"openid boards.read"_s, u"openid"_s, true },
            { "sub", u"user-test-00a1"_s, u"user-test-00a1"_s }, { "username", {}, hostile },
            { "jti", u"LOe49j3s"_s, {} } },
        .exchange = 21,
        .at = now };
}

QList<session::KnownClient> clients()
{
    return { { .issuer = "http://127.0.0.1:47101",
                 .clientId = "client-test-00b1",
                 .registered = now - 18min,
                 .authMethod = "none",
                 .redirectUris = { "http://127.0.0.1/callback" },
                 .document = "{\"client_id\":\"client-test-00b1\",\"client_name\":\"Authscope\"}",
                 .usedBy = { u"Boards demo"_s } },
        { .issuer = "https://login.example.com",
            .clientId = "f3b0c442-98fc-1c14-9afb-f4c8996fb924",
            .registered = now - 24h,
            .authMethod = "client_secret_basic",
            .redirectUris = { "http://127.0.0.1/callback", "http://[::1]/callback" },
            .document
            = "{\"client_id\":\"f3b0c442-98fc-1c14-9afb-f4c8996fb924\",\"client_name\":\"Authscope\"}",
            .isManageable = true } };
}

} // namespace authscope::sample
