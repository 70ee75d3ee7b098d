// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/redactor.h"

#include "base/text.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace authscope::base {

namespace {

constexpr qsizetype shortestSecret = 6;

QByteArray kindLabel(SecretKind kind)
{
    switch (kind) {
    case SecretKind::AccessToken:
        return "access token";
    case SecretKind::RefreshToken:
        return "refresh token";
    case SecretKind::IdToken:
        return "ID token";
    case SecretKind::AuthorizationCode:
        return "authorization code";
    case SecretKind::CodeVerifier:
        return "code verifier";
    case SecretKind::State:
        return "state";
    case SecretKind::Nonce:
        return "nonce";
    case SecretKind::ClientSecret:
        return "client secret";
    case SecretKind::RegistrationToken:
        return "registration token";
    case SecretKind::SessionId:
        return "session id";
    case SecretKind::DeviceCode:
        return "device code";
    case SecretKind::Cookie:
        return "cookie";
    case SecretKind::Password:
        return "password";
    case SecretKind::Other:
        return "secret";
    }
    Q_UNREACHABLE();
    return {};
}

/// What form parameters and JSON members of these names carry is secret whatever it looks like.
std::optional<SecretKind> kindOfName(QByteArrayView name)
{
    static const QHash<QByteArray, SecretKind> kinds{
        { "access_token", SecretKind::AccessToken },
        { "refresh_token", SecretKind::RefreshToken },
        { "id_token", SecretKind::IdToken },
        { "id_token_hint", SecretKind::IdToken },
        { "code", SecretKind::AuthorizationCode },
        { "authorization_code", SecretKind::AuthorizationCode },
        { "code_verifier", SecretKind::CodeVerifier },
        { "state", SecretKind::State },
        { "nonce", SecretKind::Nonce },
        { "client_secret", SecretKind::ClientSecret },
        { "registration_access_token", SecretKind::RegistrationToken },
        { "device_code", SecretKind::DeviceCode },
        { "client_assertion", SecretKind::Other },
        { "assertion", SecretKind::Other },
        { "subject_token", SecretKind::Other },
        { "actor_token", SecretKind::Other },
        { "token", SecretKind::Other },
        { "password", SecretKind::Password },
    };
    const auto found = kinds.constFind(name.toByteArray().toLower());
    return found == kinds.cend() ? std::nullopt : std::optional(*found);
}

/// "code" and "state" and "token" are ordinary words in JSON ("code": "invalid_request"); there only these
/// names count.
bool isSecretInJson(SecretKind kind, QByteArrayView name)
{
    return kind != SecretKind::State && kind != SecretKind::Nonce && name != "token" && name != "code";
}

QByteArray jsonEscaped(const QByteArray &value)
{
    QByteArray out;
    for (const char c : value) {
        if (c == '"' || c == '\\')
            out += '\\';
        if (c == '/')
            out += "\\/";
        else if (static_cast<uchar>(c) < 0x20)
            out += "\\u00" + QByteArray(1, c).toHex();
        else
            out += c;
    }
    return out;
}

QByteArray jsonUnescaped(QByteArrayView text)
{
    QByteArray out;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        const char c = text[++i];
        if (c == 'u' && i + 4 < text.size()) {
            const ushort unit = text.sliced(i + 1, 4).toUShort(nullptr, 16);
            out += QString(QChar(unit)).toUtf8();
            i += 4;
        } else {
            out += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
        }
    }
    return out;
}

} // namespace

QString Redactor::learn(SecretKind kind, QByteArrayView value)
{
    if (value.size() < shortestSecret)
        return {};
    const QByteArray key = value.toByteArray();
    if (const auto known = m_known.constFind(key); known != m_known.cend())
        return QString::fromUtf8(known->mark);
    const int number = ++m_counters[int(kind)];
    const QByteArray mark = "‹" + kindLabel(kind) + " #" + QByteArray::number(number) + "›";
    m_known.insert(key, { mark, kind });

    const QByteArray base64 = key.toBase64(QByteArray::OmitTrailingEquals);
    const QSet<QByteArray> spellings{ key, key.toPercentEncoding(), key.toPercentEncoding().toLower(),
        jsonEscaped(key), QByteArray(key).replace('/', "\\/"), base64,
        key.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals) };
    for (const QByteArray &spelling : spellings)
        m_spellings.append({ spelling, mark });
    std::stable_sort(m_spellings.begin(), m_spellings.end(),
        [](const auto &a, const auto &b) { return a.first.size() > b.first.size(); });
    return QString::fromUtf8(mark);
}

QString Redactor::markOf(QByteArrayView value) const
{
    return QString::fromUtf8(m_known.value(value.toByteArray()).mark);
}

QByteArray Redactor::redactValues(QByteArrayView text) const
{
    QByteArray out = text.toByteArray();
    for (const auto &[spelling, mark] : m_spellings)
        out.replace(spelling, mark);
    return out;
}

QString Redactor::redactText(const QString &text) const
{
    return QString::fromUtf8(redactValues(text.toUtf8()));
}

QByteArray Redactor::redactForm(QByteArrayView form)
{
    QByteArray out;
    for (qsizetype from = 0; from <= form.size();) {
        qsizetype to = form.indexOf('&', from);
        if (to < 0)
            to = form.size();
        const QByteArrayView pair = form.sliced(from, to - from);
        from = to + 1;
        const qsizetype equals = pair.indexOf('=');
        if (!out.isEmpty())
            out += '&';
        const auto kind = equals < 0 ? std::nullopt : kindOfName(pair.first(equals));
        if (!kind || equals + 1 == pair.size()) {
            out += pair.toByteArray();
            continue;
        }
        const auto decoded = decodeForm(pair);
        const QByteArray value
            = decoded && !decoded->isEmpty() ? decoded->first().value : pair.sliced(equals + 1).toByteArray();
        const QString mark = learn(*kind, value);
        out += pair.first(equals + 1).toByteArray()
            + (mark.isEmpty() ? "‹" + kindLabel(*kind) + "›" : mark.toUtf8());
    }
    return redactValues(out);
}

QByteArray Redactor::redactJson(QByteArrayView json)
{
    // Text is scanned rather than parsed: a broken document must be redacted too, and the bytes must stay as
    // they came.
    QByteArray out;
    qsizetype copied = 0;
    for (qsizetype i = 0; i < json.size(); ++i) {
        if (json[i] != '"')
            continue;
        const auto closing = [&json](qsizetype from) {
            while (from < json.size() && json[from] != '"')
                from += json[from] == '\\' ? 2 : 1;
            return from;
        };
        const qsizetype nameEnd = closing(i + 1);
        if (nameEnd >= json.size())
            break;
        const QByteArrayView name = json.sliced(i + 1, nameEnd - i - 1);
        qsizetype at = nameEnd + 1;
        const auto skipBlanks = [&] {
            while (at < json.size() && std::isspace(static_cast<uchar>(json[at])))
                ++at;
        };
        skipBlanks();
        i = nameEnd;
        if (at >= json.size() || json[at] != ':')
            continue;
        ++at;
        skipBlanks();
        const auto kind = kindOfName(name);
        if (at >= json.size() || json[at] != '"' || !kind || !isSecretInJson(*kind, name))
            continue;
        const qsizetype valueEnd = qMin(closing(at + 1), json.size());
        const QByteArray value = jsonUnescaped(json.sliced(at + 1, valueEnd - at - 1));
        if (value.isEmpty()) {
            i = valueEnd;
            continue;
        }
        const QString mark = learn(*kind, value);
        out += json.sliced(copied, at + 1 - copied).toByteArray();
        out += mark.isEmpty() ? "‹" + kindLabel(*kind) + "›" : mark.toUtf8();
        copied = valueEnd;
        i = valueEnd;
    }
    out += json.sliced(copied).toByteArray();
    return redactValues(out);
}

QByteArray Redactor::redactBody(QByteArrayView body, QByteArrayView contentType)
{
    const QByteArray type = contentType.toByteArray().toLower();
    if (type.startsWith("application/x-www-form-urlencoded"))
        return redactForm(body);
    const QByteArrayView start = body.trimmed();
    if (type.contains("json") || type.startsWith("text/event-stream") || start.startsWith('{')
        || start.startsWith('['))
        return redactJson(body);
    return redactValues(body);
}

QByteArray Redactor::redactUrl(QByteArrayView url)
{
    const qsizetype mark = url.indexOf('?');
    if (mark < 0)
        return redactValues(url);
    qsizetype end = url.indexOf('#', mark);
    if (end < 0)
        end = url.size();
    const QByteArrayView fragment = url.sliced(end);
    return redactValues(url.first(mark)) + '?' + redactForm(url.sliced(mark + 1, end - mark - 1))
        + (fragment.isEmpty() ? QByteArray() : '#' + redactForm(fragment.sliced(1)));
}

QByteArray Redactor::redactHeader(QByteArrayView name, QByteArrayView value)
{
    const QByteArray lower = name.toByteArray().toLower();
    if (lower == "authorization" || lower == "proxy-authorization") {
        const qsizetype blank = value.indexOf(' ');
        if (blank < 0)
            return "‹" + kindLabel(SecretKind::Other) + "›";
        const QByteArrayView credentials = value.sliced(blank + 1).trimmed();
        const QByteArray scheme = value.first(blank).toByteArray();
        const bool isToken = scheme.toLower() == "bearer" || scheme.toLower() == "dpop";
        const QString mark = learn(isToken ? SecretKind::AccessToken : SecretKind::ClientSecret, credentials);
        return scheme + ' ' + (mark.isEmpty() ? "‹" + kindLabel(SecretKind::Other) + "›" : mark.toUtf8());
    }
    if (lower == "cookie" || lower == "set-cookie") {
        const qsizetype equals = value.indexOf('=');
        qsizetype end = lower == "cookie" ? value.size() : value.indexOf(';', qMax<qsizetype>(equals, 0));
        if (end < 0)
            end = value.size();
        if (equals < 0 || equals + 1 >= end)
            return redactValues(value);
        const QString mark = learn(SecretKind::Cookie, value.sliced(equals + 1, end - equals - 1));
        return value.first(equals + 1).toByteArray()
            + (mark.isEmpty() ? "‹" + kindLabel(SecretKind::Cookie) + "›" : mark.toUtf8())
            + redactValues(value.sliced(end));
    }
    if (lower == "mcp-session-id") {
        const QString mark = learn(SecretKind::SessionId, value);
        return mark.isEmpty() ? "‹" + kindLabel(SecretKind::SessionId) + "›" : mark.toUtf8();
    }
    if (lower == "location" || lower == "referer")
        return redactUrl(value);
    return redactValues(value);
}

} // namespace authscope::base
