// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/documents.h"
#include "cli/inspectlines.h"
#include "cli/platform.h"
#include "inspect/keyfetch.h"

#include <CLI/CLI.hpp>

#include <QFile>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

constexpr qsizetype maxBatch = 256 << 20;

struct InspectOptions {
    std::string token = "-";
    std::string issuer = {}, jwks = {}, key = {};
    bool isSecretFromInput = false;
    std::vector<std::string> expectations = {};
    std::string kind = {}, at = {}, batch = {};
    bool isOffline = false;
};

base::Error usage(const QString &message)
{
    return { .kind = base::ErrorKind::Usage,
        .code = base::code::usage,
        .message = message + u" Nothing was judged."_s };
}

base::Result<QByteArray> contentOf(const std::string &name, qsizetype limit)
{
    QFile file(QString::fromStdString(name));
    const QString shownName = base::cleaned(file.fileName());
    if (!file.open(QIODevice::ReadOnly))
        return base::fail(usage(u"“%1” cannot be read: %2."_s.arg(shownName, file.errorString())));
    QByteArray content = file.read(limit + 1);
    if (content.size() > limit)
        return base::fail(usage(u"“%1” is larger than %2 bytes."_s.arg(shownName).arg(limit)));
    return content;
}

/// Seconds since 1970, or ISO 8601; without an offset it is this computer's time.
std::optional<base::Time> readTime(const std::string &typed)
{
    const QString text = QString::fromStdString(typed);
    bool isNumber = false;
    const qint64 seconds = text.toLongLong(&isNumber);
    constexpr qint64 year10000 = 253402300800;
    if (isNumber && qAbs(seconds) < year10000)
        return base::fromMillis(seconds * 1000);
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    return time.isValid() ? std::optional(base::fromDateTime(time)) : std::nullopt;
}

bool isAddress(const std::string &text)
{
    return text.starts_with("http://") || text.starts_with("https://");
}

class Inspect : public Command {
public:
    Inspect(const Globals &globals, Output &output, InspectOptions options)
        : Command(globals, output), m_options(std::move(options))
    {
    }

    void run() override
    {
        if (!readExpectations())
            return;
        if (!readsInput())
            return gotInput({});
        if (isInputATerminal())
            out().note(u"Paste it, and end with Ctrl+D on a line of its own."_s);
        const bool isBatch = !m_options.batch.empty();
        auto *reader = new InputReader(isBatch ? maxBatch : inspect::maxPasted + 4096, this);
        connect(reader, &InputReader::ended, this, [this, reader](const QByteArray &content, bool isWhole) {
            reader->deleteLater();
            if (!isWhole)
                return fail(
                    usage(u"What came on standard input is longer than %1 bytes."_s.arg(content.size())));
            gotInput(content);
        });
    }

private:
    bool readsInput() const
    {
        return m_options.isSecretFromInput
            || (m_options.batch.empty() ? m_options.token == "-" : m_options.batch == "-");
    }

    bool readExpectations()
    {
        m_expectations = inspect::openExpectations(base::SystemClock().now());
        if (!m_options.at.empty()) {
            const auto at = readTime(m_options.at);
            if (!at) {
                fail(usage(u"“%1” is no time: write seconds since 1970, or 2026-11-21T14:05:00Z."_s.arg(
                    base::cleaned(QString::fromStdString(m_options.at), 60))));
                return false;
            }
            m_expectations.now = *at;
        }
        for (const std::string &typed : m_options.expectations) {
            if (const auto read = inspect::expect(m_expectations, QString::fromStdString(typed)); !read) {
                fail(read.error());
                return false;
            }
        }
        return true;
    }

    void gotInput(QByteArray input)
    {
        if (m_options.isSecretFromInput) {
            const qsizetype end = input.indexOf('\n');
            QByteArray secret = end < 0 ? input : input.first(end);
            if (secret.endsWith('\r'))
                secret.chop(1);
            if (secret.isEmpty())
                return fail(
                    usage(u"--secret-stdin takes the first line of standard input, and it is empty."_s));
            m_keys = inspect::keysFromSecret(base::Secret(secret));
            input = end < 0 ? QByteArray() : input.sliced(end + 1);
        }
        if (m_options.batch.empty() && m_options.token != "-") {
            out().note(u"The token stands on the command line, where every program of this computer can read "
                       "it, and in the shell's history. “-” reads it from standard input."_s);
            input = QByteArray::fromStdString(m_options.token);
        } else if (!m_options.batch.empty() && m_options.batch != "-") {
            const auto content = contentOf(m_options.batch, maxBatch);
            if (!content)
                return fail(content.error());
            input = *content;
        }
        m_input = input;
        if (m_options.batch.empty())
            m_pasted = inspect::recognise(m_input);
        findKeys();
    }

    void findKeys()
    {
        const std::string &file = m_options.key.empty() ? m_options.jwks : m_options.key;
        const bool isFetched = !m_options.issuer.empty() || isAddress(m_options.jwks);
        if (!isFetched && file.empty())
            return judgeInput();
        if (!isFetched) {
            const auto content = contentOf(file, 10 << 20);
            if (!content)
                return fail(content.error());
            auto keys = inspect::keysFromText(
                *content, u"the keys in %1"_s.arg(base::cleaned(QString::fromStdString(file), 80)));
            if (!keys)
                return fail(keys.error());
            m_keys = *std::move(keys);
            return judgeInput();
        }
        if (m_options.isOffline) {
            m_keys = inspect::noKeys(u"--offline was given, so no keys were fetched."_s);
            return judgeInput();
        }
        const QByteArray url = typedUrl(m_options.issuer.empty() ? m_options.jwks : m_options.issuer);
        if (url.isEmpty() || !openUnkept({}, nullptr))
            return;
        const bool hasTokens = !m_pasted.subjects.isEmpty();
        inspect::KeyFetch *fetch
            = keyFetch(hasTokens ? inspect::namedKey(m_pasted.subjects.first()) : QByteArray());
        if (m_options.issuer.empty())
            fetch->setAddress(url);
        else
            fetch->setIssuer(typedIssuer(url));
        await(fetch, [this](const base::Result<inspect::Keys> &keys) {
            if (!keys)
                return fail(keys.error());
            m_keys = *keys;
            judgeInput();
        });
    }

    /// Issuers are compared byte for byte: what was typed counts, not how an address is usually written.
    QByteArray typedIssuer(const QByteArray &url) const
    {
        return isAddress(m_options.issuer) ? QByteArray::fromStdString(m_options.issuer) : url;
    }

    inspect::KeyFetch *keyFetch(const QByteArray &kid)
    {
        auto *fetch = new inspect::KeyFetch(&composition().network(), workspace().keySource(), this);
        fetch->setKid(kid);
        return fetch;
    }

    void judgeInput()
    {
        if (!m_options.batch.empty())
            return judgeLine(0, 1);
        if (m_pasted.subjects.isEmpty())
            return showWithoutTokens();
        if (!m_options.kind.empty()) {
            if (m_pasted.subjects.size() > 1)
                return fail(usage(
                    u"--kind names one kind, and there are %1 tokens."_s.arg(m_pasted.subjects.size())));
            m_pasted.subjects.first().chosen = inspect::kindFromWord(m_options.kind);
        }
        conclude(inspect::judgeAll(m_pasted, m_expectations, m_keys));
    }

    void showRecognised()
    {
        out().line(shown(m_pasted.sentence));
        for (const QString &removed : m_pasted.removed)
            out().line(u"  Taken away before reading: %1"_s.arg(shown(removed)));
        for (const inspect::Fact &fact : m_pasted.facts)
            out().line(u"  %1: %2"_s.arg(shown(fact.name), shown(fact.value)));
        if (!m_pasted.problem.isEmpty())
            out().line(u"  ✗ "_s + shown(m_pasted.problem));
    }

    void showWithoutTokens()
    {
        showRecognised();
        if (m_pasted.keys)
            showKeys(out(), *m_pasted.keys);
        json::Object document{ { "recognised", toJson(m_pasted) }, { "tokens", json::Array() },
            { "valid", false } };
        if (m_pasted.keys && m_pasted.problem.isEmpty())
            return succeed(document);
        fail({ .kind = base::ErrorKind::TokenRejected,
                 .code = base::code::notAJws,
                 .message = m_pasted.problem.isEmpty() ? m_pasted.sentence : m_pasted.problem,
                 .nextStep = u"There is no token in it to be judged."_s },
            std::move(document));
    }

    void conclude(const QList<inspect::Inspection> &tokens)
    {
        showRecognised();
        json::Array documents;
        const inspect::Inspection *worst = nullptr;
        for (const inspect::Inspection &token : tokens) {
            show(out(), token);
            documents.push_back(toJson(token));
            if (!worst && !inspect::holds(token))
                worst = &token;
        }
        json::Object document{ { "recognised", toJson(m_pasted) }, { "tokens", documents },
            { "valid", worst == nullptr } };
        if (!worst)
            return succeed(document);
        const bool isUnchecked = worst->verdict.standing == oauth::Standing::NotVerified;
        fail({ .kind = base::ErrorKind::TokenRejected,
                 .code = isUnchecked ? base::code::signature : base::code::idTokenInvalid,
                 .message = u"%1: %2"_s.arg(inspect::kindTitle(worst->kind), worst->verdict.sentence) },
            std::move(document));
    }

    // One line after the other; a key that is not at hand is fetched once more on the way (T105, T107).
    void judgeLine(qsizetype from, int number)
    {
        while (from < m_input.size()) {
            qsizetype to = m_input.indexOf('\n', from);
            if (to < 0)
                to = m_input.size();
            const QByteArray line = m_input.sliced(from, to - from);
            if (!line.trimmed().isEmpty()) {
                inspect::Recognised pasted = inspect::recognise(line);
                const QByteArray kid
                    = pasted.subjects.isEmpty() ? QByteArray() : inspect::namedKey(pasted.subjects.first());
                if (isUnknown(kid)) {
                    m_askedFor.insert(kid);
                    inspect::KeyFetch *fetch = keyFetch(kid);
                    fetch->setAddress(m_keys.address);
                    return await(fetch, [this, from, number](const base::Result<inspect::Keys> &keys) {
                        if (keys) {
                            m_keys.set = keys->set;
                            m_keys.checks = keys->checks;
                        }
                        judgeLine(from, number);
                    });
                }
                verdictLine(number, std::move(pasted));
            }
            from = to + 1;
            ++number;
        }
        endQuietly(m_isAllValid ? 0 : base::exitCode(base::ErrorKind::TokenRejected));
    }

    bool isUnknown(const QByteArray &kid) const
    {
        if (kid.isEmpty() || m_keys.address.isEmpty() || !m_keys.set || m_askedFor.contains(kid))
            return false;
        return std::none_of(m_keys.set->keys().begin(), m_keys.set->keys().end(),
            [&kid](const jose::Jwk &key) { return key.kid() == kid; });
    }

    void verdictLine(int number, inspect::Recognised pasted)
    {
        if (!m_options.kind.empty() && pasted.subjects.size() == 1)
            pasted.subjects.first().chosen = inspect::kindFromWord(m_options.kind);
        const QList<inspect::Inspection> tokens = inspect::judgeAll(pasted, m_expectations, m_keys);
        json::Array documents;
        bool isValid = !tokens.isEmpty();
        for (const inspect::Inspection &token : tokens) {
            isValid &= inspect::holds(token);
            documents.push_back(toJson(token));
            out().line(u"%1 %2 %3. %4"_s.arg(QString::number(number), mark(token.verdict.standing),
                inspect::kindTitle(token.kind), shown(token.verdict.sentence)));
        }
        if (tokens.isEmpty())
            out().line(u"%1 ✗ %2"_s.arg(QString::number(number), shown(pasted.sentence)));
        out().document({ { "line", number }, { "recognised", toJson(pasted) }, { "tokens", documents },
            { "valid", isValid } });
        m_isAllValid &= isValid;
    }

    InspectOptions m_options;
    inspect::Expectations m_expectations;
    QByteArray m_input;
    inspect::Recognised m_pasted;
    inspect::Keys m_keys;
    QSet<QByteArray> m_askedFor;
    bool m_isAllValid = true;
};

std::vector<std::string> kindWords()
{
    std::vector<std::string> out;
    for (const inspect::Kind kind : inspect::allKinds())
        out.push_back(inspect::kindWord(kind).toStdString());
    return out;
}

} // namespace

void addInspect(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<InspectOptions>();
    CLI::App *command = app.add_subcommand("inspect",
        "Judge a token, or whatever has tokens in it. Exit status 0: every token is valid, 1: not");
    addGlobals(*command, line.globals);
    auto *token = command->add_option("TOKEN", options->token,
        "The token; other programs can read it there. “-”, and nothing at all, read standard input");
    auto *issuer = command->add_option(
        "--issuer", options->issuer, "Fetch the keys of this issuer, and the token must be its");
    auto *jwks = command->add_option("--jwks", options->jwks, "A JWK set, as a file or at an address");
    auto *key = command->add_option("--key", options->key,
        "A file with a key: PEM, a certificate chain, JWK, DER. A private one opens encrypted tokens");
    auto *secret = command->add_flag("--secret-stdin", options->isSecretFromInput,
        "The first line of standard input is a shared secret (HS256 …)");
    for (auto *one : { jwks, key, secret })
        issuer->excludes(one);
    jwks->excludes(key)->excludes(secret);
    key->excludes(secret);
    command->add_option("--expect", options->expectations,
        "NAME=VALUE that must hold: " + inspect::expectationNames().join(u", "_s).toStdString());
    command->add_option("--kind", options->kind, "Judge it as this kind, whatever it looks like")
        ->check(CLI::IsMember(kindWords()));
    command->add_option("--at", options->at, "Judge it at this time: seconds since 1970, or ISO 8601");
    command->add_flag("--offline", options->isOffline, "Fetch nothing, whatever else is asked");
    command->add_option("--batch", options->batch, "A file with one token a line; “-” reads standard input")
        ->excludes(token);
    command->callback([&line, options] {
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Inspect>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
