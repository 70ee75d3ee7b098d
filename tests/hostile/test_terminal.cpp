// SPDX-License-Identifier: GPL-3.0-or-later
// T172: nothing a server says moves a terminal.
#include "support/cliprocess.h"
#include "support/scriptedserver.h"

#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Cli;
using test::CliRun;
using test::ScriptedServer;

namespace {

/// ESC, OSC 52 and 8, BEL, CR, backspace, C1's CSI, right-to-left override, zero width, line separator, a
/// tag.
const QString nasty
    = u"x\u001b]52;c;cHduZWQ=\u0007\u001b]8;;http://evil.test\u001b\\y\r\b\u009b31mred\u202egpj\u200b\u2028z\U000e0041"_s;

bool isSafe(const QByteArray &bytes)
{
    const QString text = QString::fromUtf8(bytes);
    if (text.contains(QChar::ReplacementCharacter))
        return false;
    for (const char32_t c : text.toUcs4()) {
        const bool isLayout = c == U'\n' || c == U'\t';
        const QChar::Category category = QChar::category(c);
        if (!isLayout
            && (category == QChar::Other_Control || category == QChar::Other_Format
                || category == QChar::Separator_Line))
            return false;
    }
    return true;
}

} // namespace

class TestTerminal : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void t172TheBytesAreDangerousToBeginWith();
    void t172ToolsAndResultsAreShownNotSent_data();
    void t172ToolsAndResultsAreShownNotSent();
    void t172ErrorsAreShownNotSent();
    void t172MetadataIsShownNotSent();

private:
    json::Value answer(const json::Object &request) const;

    std::unique_ptr<ScriptedServer> m_server;
    QTemporaryDir m_dir;
    Cli m_cli{ { u"--data-dir"_s, m_dir.path(), u"--secrets"_s, u"memory"_s, u"--verbose"_s } };
    bool m_refuse = false;
};

json::Value TestTerminal::answer(const json::Object &request) const
{
    const auto words = json::string(nasty);
    const QByteArray method = json::stringMember(request, "method").value_or(QByteArray());
    json::Object reply{ { "jsonrpc", "2.0" }, { "id", request.contains("id") ? request.at("id") : nullptr } };
    if (m_refuse && method != "initialize")
        reply["error"] = json::Object{ { "code", -32000 }, { "message", words } };
    else if (method == "initialize")
        reply["result"] = json::Object{ { "protocolVersion", "2025-11-25" },
            { "capabilities", json::Object{ { "tools", json::Object() } } },
            { "serverInfo", json::Object{ { "name", words }, { "version", words } } },
            { "instructions", words } };
    else if (method == "tools/list")
        reply["result"] = json::Object{ { "tools",
            json::Array{ json::Object{ { "name", "look" }, { "title", words }, { "description", words },
                             { "inputSchema", json::Object{ { "type", "object" } } },
                             { "annotations", json::Object{ { "readOnlyHint", true } } } },
                json::Object{
                    { "name", words }, { "inputSchema", json::Object{ { "type", "object" } } } } } } };
    else
        reply["result"]
            = json::Object{ { "content",
                                json::Array{ json::Object{ { "type", "text" }, { "text", words } },
                                    json::Object{ { "type", words }, { "uri", words } } } },
                  { "structuredContent", json::Object{ { "words", words } } } };
    return reply;
}

void TestTerminal::init()
{
    m_refuse = false;
    m_server = std::make_unique<ScriptedServer>();
    m_server->on("POST", "/mcp", [this](const net::ServerRequest &request) -> net::ServerAnswer {
        const auto message = json::parseObject(request.body, u"The request"_s);
        if (!message || !message->contains("id"))
            return { .status = 202 };
        return test::jsonAnswer(json::compact(answer(*message)));
    });
}

void TestTerminal::t172TheBytesAreDangerousToBeginWith()
{
    QVERIFY(!isSafe(nasty.toUtf8()));
    QVERIFY(!isSafe("\x1b[0m"));
    QVERIFY(!isSafe("\x9b"));
    QVERIFY(isSafe("plain · ⟨U+001B⟩\n"));
}

void TestTerminal::t172ToolsAndResultsAreShownNotSent_data()
{
    QTest::addColumn<QStringList>("arguments");
    for (const bool json : { false, true }) {
        const QStringList more = json ? QStringList{ u"--json"_s } : QStringList{};
        const QByteArray form = json ? " --json" : "";
        QTest::newRow(("discover" + form).constData()) << QStringList{ u"discover"_s, u"URL"_s } + more;
        QTest::newRow(("tools" + form).constData()) << QStringList{ u"tools"_s, u"URL"_s } + more;
        QTest::newRow(("call" + form).constData()) << QStringList{ u"call"_s, u"URL"_s, u"look"_s } + more;
    }
}

void TestTerminal::t172ToolsAndResultsAreShownNotSent()
{
    QFETCH(QStringList, arguments);
    arguments[1] = QString::fromLatin1(m_server->url("/mcp"));
    const CliRun run = m_cli.run(arguments);
    QVERIFY2(isSafe(run.out), run.told());
    QVERIFY2(isSafe(run.err), run.told());
    if (arguments.contains(u"--json"_s))
        QVERIFY2(run.document.contains("url") || run.document.contains("connection"), run.told());
    else if (!arguments.contains(u"discover"_s))
        QVERIFY2(run.out.contains("⟨U+001B⟩") && run.out.contains("⟨U+202E⟩") && run.out.contains("⟨U+009B⟩"),
            run.told());
}

void TestTerminal::t172ErrorsAreShownNotSent()
{
    m_refuse = true;
    const QString url = QString::fromLatin1(m_server->url("/mcp"));
    for (const QStringList &arguments : { QStringList{ u"tools"_s, url },
             QStringList{ u"call"_s, url, nasty }, QStringList{ u"call"_s, url, u"look"_s, nasty },
             QStringList{ u"token"_s, nasty }, QStringList{ u"discover"_s, nasty }, QStringList{ nasty } }) {
        const CliRun human = m_cli.run(arguments);
        QVERIFY2(human.exitCode > 0, human.told());
        QVERIFY2(isSafe(human.out) && isSafe(human.err), human.told());
        const CliRun machine = m_cli.json(arguments);
        QVERIFY2(!machine.code().isEmpty(), machine.told());
        QVERIFY2(isSafe(machine.out) && isSafe(machine.err), machine.told());
    }
}

void TestTerminal::t172MetadataIsShownNotSent()
{
    ScriptedServer provider;
    const auto words = json::string(nasty);
    provider.on("GET", "/.well-known/oauth-authorization-server",
        test::jsonAnswer(json::compact(json::Object{ { "issuer", json::string(provider.origin()) },
            { "authorization_endpoint", json::string(provider.url("/auth")) },
            { "token_endpoint", json::string(provider.url("/token")) }, { "jwks_uri", words },
            { "scopes_supported", json::Array{ words } },
            { "code_challenge_methods_supported", json::Array{ "S256", words } } })));
    const QString url = QString::fromLatin1(provider.origin());
    for (const QStringList &arguments :
        { QStringList{ u"discover"_s, url }, QStringList{ u"discover"_s, url, u"--json"_s } }) {
        const CliRun run = m_cli.run(arguments);
        QVERIFY2(isSafe(run.out) && isSafe(run.err), run.told());
        QVERIFY2(run.out.contains(provider.origin()), run.told());
    }
}

QTEST_GUILESS_MAIN(TestTerminal)
#include "test_terminal.moc"
