// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "cli/command.h"
#include "cli/documents.h"

#include <CLI/CLI.hpp>

#include <QTimer>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

using oauth::TokenKind;

struct TokenOptions {
    std::string connection = {};
    std::string raw = {};
};

QString title(TokenKind kind)
{
    switch (kind) {
    case TokenKind::Access:
        return u"Access token"_s;
    case TokenKind::Id:
        return u"ID token"_s;
    case TokenKind::Refresh:
        return u"Refresh token"_s;
    }
    Q_UNREACHABLE();
    return {};
}

class Token : public Command {
public:
    Token(const Globals &globals, Output &output, TokenOptions options)
        : Command(globals, output), m_options(std::move(options))
    {
    }

    void run() override
    {
        if (!open())
            return;
        m_connection = find(m_options.connection);
        if (!m_connection)
            return;
        requireSignIn(m_connection, [this] {
            if (m_options.raw.empty())
                waitForKeys();
            else
                printRaw();
        });
    }

private:
    void printRaw()
    {
        const TokenKind kind = m_options.raw == "id" ? TokenKind::Id : TokenKind::Access;
        const base::Secret value = m_connection->tokenValue(kind);
        if (value.isEmpty())
            return fail({ .kind = base::ErrorKind::TokenRejected,
                .code = base::code::notSignedIn,
                .message = u"The server issued no %1."_s.arg(title(kind)) });
        if (!out().isJson())
            out().raw(value.reveal());
        succeed({ { m_options.raw, jsonText(value.reveal()) } });
    }

    bool lacksKeys() const
    {
        return std::any_of(kinds.begin(), kinds.end(), [this](TokenKind kind) {
            const oauth::TokenVerdict verdict = m_connection->verdict(kind);
            return verdict.isJwt && verdict.standing == oauth::Standing::NotVerified;
        });
    }

    /// The connection fetches the issuer's keys by itself after each refresh, and says tokensChanged() when
    /// it has them or cannot have them.
    void waitForKeys()
    {
        if (!lacksKeys())
            return report();
        connect(m_connection, &session::Connection::tokensChanged, this, &Token::report);
        QTimer::singleShot(std::chrono::seconds(15), this, &Token::report);
    }

    void report()
    {
        if (hasEnded())
            return;
        json::Array tokens;
        std::optional<oauth::TokenVerdict> rejected;
        for (const TokenKind kind : kinds) {
            if (m_connection->tokenValue(kind).isEmpty())
                continue;
            const oauth::TokenVerdict verdict = m_connection->verdict(kind);
            tokens.push_back(toJson(verdict));
            show(verdict);
            if (!rejected
                && (verdict.standing == oauth::Standing::Failed
                    || verdict.standing == oauth::Standing::Expired))
                rejected = verdict;
        }
        json::Object document{ { "connection", toJson(*m_connection) }, { "tokens", tokens } };
        if (!rejected)
            return succeed(document);
        fail({ .kind = base::ErrorKind::TokenRejected,
                 .code = base::code::idTokenInvalid,
                 .message = u"The %1 does not hold: %2"_s.arg(title(rejected->kind), rejected->sentence) },
            std::move(document));
    }

    void show(const oauth::TokenVerdict &verdict)
    {
        out().line(title(verdict.kind));
        out().line(u"  "_s + shown(verdict.sentence));
        for (const base::Check &check : verdict.checks)
            out().line(u"  "_s + checkLine(check));
        QList<QStringList> rows;
        for (const oauth::ClaimRow &row : verdict.claims)
            rows << QStringList{ row.state ? mark(*row.state) : u" "_s, shown(row.name), shown(row.value),
                shown(row.remark.isEmpty() ? row.meaning : row.remark) };
        out().table(rows, 2);
    }

    static constexpr std::array kinds{ TokenKind::Access, TokenKind::Id, TokenKind::Refresh };

    TokenOptions m_options;
    session::Connection *m_connection = nullptr;
};

} // namespace

void addToken(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<TokenOptions>();
    CLI::App *command = app.add_subcommand("token", "Show and judge the tokens of a connection");
    addGlobals(*command, line.globals);
    command->add_option("N", options->connection, "Number, name or address of a connection")->required();
    command
        ->add_option("--raw", options->raw,
            "Print this token and nothing else. It is a secret: whoever reads it can use it")
        ->check(CLI::IsMember({ "access", "id" }));
    command->callback([&line, options] {
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Token>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
