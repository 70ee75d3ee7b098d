// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/redactor.h"

#include "base/jsonscan.h"
#include "base/text.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace authscope::base {

namespace {

constexpr qsizetype shortestSecret = 6;
constexpr qsizetype mostProofs = 32;

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
    case SecretKind::Proof:
        return "proof";
    case SecretKind::Other:
        return "secret";
    }
    Q_UNREACHABLE();
    return {};
}

/// What form parameters, JSON members and headers of these names carry is secret whatever it looks like.
/// Case,
/// "_" and "-" do not matter: accessToken is access_token.
std::optional<SecretKind> kindOfName(QByteArrayView name)
{
    static const QHash<QByteArray, SecretKind> kinds{
        { "accesstoken", SecretKind::AccessToken },
        { "refreshtoken", SecretKind::RefreshToken },
        { "idtoken", SecretKind::IdToken },
        { "idtokenhint", SecretKind::IdToken },
        { "code", SecretKind::AuthorizationCode },
        { "authorizationcode", SecretKind::AuthorizationCode },
        { "codeverifier", SecretKind::CodeVerifier },
        { "state", SecretKind::State },
        { "nonce", SecretKind::Nonce },
        { "clientsecret", SecretKind::ClientSecret },
        { "registrationaccesstoken", SecretKind::RegistrationToken },
        { "devicecode", SecretKind::DeviceCode },
        { "clientassertion", SecretKind::Other },
        { "assertion", SecretKind::Other },
        { "subjecttoken", SecretKind::Other },
        { "actortoken", SecretKind::Other },
        { "token", SecretKind::Other },
        { "sessiontoken", SecretKind::SessionId },
        { "sessionjwt", SecretKind::SessionId },
        { "mcpsessionid", SecretKind::SessionId },
        { "apikey", SecretKind::Other },
        { "xapikey", SecretKind::Other },
        { "xauthtoken", SecretKind::Other },
        { "dpop", SecretKind::Proof },
        { "password", SecretKind::Password },
    };
    QByteArray plain = name.toByteArray().toLower();
    plain.replace('_', QByteArray()).replace('-', QByteArray());
    const auto found = kinds.constFind(plain);
    return found == kinds.cend() ? std::nullopt : std::optional(*found);
}

/// "code", "state" and "token" are ordinary words in JSON ("code": "invalid_request").
std::optional<SecretKind> kindInJson(const QByteArray &name)
{
    static const QSet<QByteArray> ordinary{ "code", "state", "nonce", "token" };
    return ordinary.contains(name.toLower()) ? std::nullopt : kindOfName(name);
}

bool looksLikeJson(QByteArrayView text)
{
    const QByteArrayView start = text.trimmed();
    return start.startsWith('{') || start.startsWith('[');
}

bool looksLikeUrl(QByteArrayView text)
{
    return text.startsWith("http://") || text.startsWith("https://");
}

bool looksLikeForm(QByteArrayView text)
{
    return text.contains('=') && std::none_of(text.begin(), text.end(), [](char c) {
        return isJsonBlank(c) || c == '<' || c == '"';
    });
}

/// A mark has a '#' of its own, which does not begin the fragment of a URL that was redacted before.
qsizetype fragmentStart(QByteArrayView url)
{
    for (qsizetype at = 0; at < url.size(); ++at) {
        if (url[at] == '#')
            return at;
        if (url.sliced(at).startsWith("‹")) {
            const qsizetype close = url.indexOf("›", at);
            at = close < 0 ? at : close;
        }
    }
    return url.size();
}

} // namespace

QString Redactor::learn(SecretKind kind, QByteArrayView value)
{
    if (value.size() < shortestSecret)
        return {};
    const QByteArray key = value.toByteArray();
    QByteArray &mark = m_marks[key];
    if (mark.isEmpty()) {
        mark = "‹" + kindLabel(kind) + " #" + QByteArray::number(++m_counters[int(kind)]) + "›";
        m_net.add(key, mark);
        if (kind == SecretKind::Proof)
            m_proofs.append(key);
    }
    const QString out = QString::fromUtf8(mark);
    if (m_proofs.size() > mostProofs)
        m_net.remove(m_marks.take(m_proofs.takeFirst()));
    return out;
}

void Redactor::hideField(QByteArrayView name, QByteArrayView value)
{
    m_hiddenFields[name.toByteArray().toLower()].insert(value.toByteArray());
}

/// The name may be that of an ordinary field elsewhere, so nothing is learned from what it carries there.
QByteArray Redactor::hiddenMark(const QByteArray &value) const
{
    const QString mark = markOf(value);
    return mark.isEmpty() ? "‹" + kindLabel(SecretKind::Other) + "›" : mark.toUtf8();
}

QString Redactor::markOf(QByteArrayView value) const
{
    return QString::fromUtf8(m_marks.value(value.toByteArray()));
}

QByteArray Redactor::reveal(QByteArrayView text, Spelling spelling) const
{
    QHash<QByteArrayView, QByteArrayView> values;
    for (auto it = m_marks.cbegin(); it != m_marks.cend(); ++it)
        values.insert(it.value(), it.key());
    QByteArray out;
    for (qsizetype from = 0; from < text.size();) {
        const qsizetype open = text.indexOf("‹", from);
        const qsizetype close = open < 0 ? -1 : text.indexOf("›", open);
        if (close < 0)
            return out + text.sliced(from).toByteArray();
        const qsizetype end = close + qsizetype(qstrlen("›"));
        const auto found = values.constFind(text.sliced(open, end - open));
        out += text.sliced(from, open - from).toByteArray();
        if (found == values.cend()) {
            out += text.sliced(open, end - open).toByteArray();
        } else {
            const QByteArray value = found->toByteArray();
            out += spelling == Spelling::Percent ? value.toPercentEncoding()
                : spelling == Spelling::Json     ? jsonEscaped(value)
                                                 : value;
        }
        from = end;
    }
    return out;
}

QByteArray Redactor::redactValues(QByteArrayView text) const
{
    return m_net.replace(text);
}

QString Redactor::redactText(const QString &text) const
{
    return QString::fromUtf8(redactValues(text.toUtf8()));
}

QByteArray Redactor::markFor(SecretKind kind, const QByteArray &value)
{
    const QByteArray unnumbered = "‹" + kindLabel(kind) + "›";
    if (value == unnumbered || m_net.isMark(value))
        return value; // redacted before
    const QString mark = learn(kind, value);
    return mark.isEmpty() ? unnumbered : mark.toUtf8();
}

QByteArray Redactor::redactForm(QByteArrayView form)
{
    QByteArray out;
    for (qsizetype from = 0; from <= form.size();) {
        qsizetype to = form.indexOf('&', from);
        if (to < 0)
            to = form.size();
        const QByteArrayView pair = form.sliced(from, to - from);
        if (from > 0)
            out += '&';
        from = to + 1;
        const qsizetype equals = pair.indexOf('=');
        if (equals < 0 || equals + 1 == pair.size()) {
            out += pair.toByteArray();
            continue;
        }
        const auto decoded = decodeForm(pair);
        const FormPair plain = decoded && !decoded->isEmpty()
            ? decoded->first()
            : FormPair{ pair.first(equals).toByteArray(), pair.sliced(equals + 1).toByteArray() };
        if (const auto kind = kindOfName(plain.name))
            out += pair.first(equals + 1).toByteArray() + markFor(*kind, plain.value);
        else
            out += pair.toByteArray();
    }
    return redactValues(out);
}

/// A text inside JSON may be JSON once more (the text of a tool's result) or a URL.
QByteArray Redactor::redactJsonText(QByteArrayView escaped, int depth)
{
    constexpr int deepest = 8;
    const QByteArray text = jsonUnescaped(escaped);
    QByteArray redacted = text;
    if (looksLikeUrl(text))
        redacted = redactUrl(text);
    else if (looksLikeJson(text) && depth < deepest)
        redacted = redactJson(text, depth + 1);
    return redacted == text ? escaped.toByteArray() : jsonEscaped(redacted);
}

QByteArray Redactor::redactJson(QByteArrayView json, int depth)
{
    // Text is scanned rather than parsed: a broken document must be redacted too, and the bytes must stay as
    // they came.
    QByteArray out;
    qsizetype copied = 0;
    const auto write = [&](qsizetype from, qsizetype to, const QByteArray &instead) {
        out += json.sliced(copied, from - copied).toByteArray() + instead;
        copied = to;
    };
    for (qsizetype i = 0; i < json.size(); ++i) {
        if (json[i] != '"')
            continue;
        const qsizetype begin = i + 1;
        const qsizetype end = textEnd(json, begin);
        const QByteArrayView text = json.sliced(begin, end - begin);
        i = end;
        qsizetype at = skipBlanks(json, qMin(end + 1, json.size()));
        if (at == json.size() || json[at] != ':') {
            write(begin, end, redactJsonText(text, depth));
            continue;
        }
        at = skipBlanks(json, at + 1);
        const QByteArray member = jsonUnescaped(text);
        const auto kind = kindInJson(member);
        const auto field = kind ? m_hiddenFields.cend() : m_hiddenFields.constFind(member.toLower());
        if (at == json.size() || (!kind && field == m_hiddenFields.cend()) || json[at] == '{')
            continue; // an object is a schema's description of such a member, and is read like any other
        const bool isText = json[at] == '"';
        const qsizetype from = isText ? at + 1 : at;
        const qsizetype to = isText ? textEnd(json, from) : valueEnd(json, from);
        const QByteArrayView value = json.sliced(from, to - from);
        if (!kind) {
            const QByteArray plain = isText ? jsonUnescaped(value) : value.toByteArray();
            if (!field->contains(plain))
                continue; // something else of that name, read like any other
            i = isText ? to : to - 1;
            write(from, to, isText ? hiddenMark(plain) : '"' + hiddenMark(plain) + '"');
            continue;
        }
        i = isText ? to : to - 1;
        if (value.isEmpty() || (!isText && (value == "null" || value == "true" || value == "false")))
            continue;
        const QByteArray mark = markFor(*kind, isText ? jsonUnescaped(value) : value.toByteArray());
        write(from, to, isText ? mark : '"' + mark + '"');
    }
    write(json.size(), json.size(), {});
    return redactValues(out);
}

QByteArray Redactor::redactBody(QByteArrayView body, QByteArrayView contentType)
{
    const QByteArray type = contentType.toByteArray().toLower();
    if (type.startsWith("application/x-www-form-urlencoded"))
        return redactForm(body);
    if (type.contains("json") || type.startsWith("text/event-stream") || looksLikeJson(body))
        return redactJson(body);
    return looksLikeForm(body) ? redactForm(body) : redactValues(body);
}

QByteArray Redactor::redactUrl(QByteArrayView url)
{
    const qsizetype fragment = fragmentStart(url);
    const QByteArrayView before = url.first(fragment);
    const qsizetype query = before.indexOf('?');
    QByteArray out = query < 0 ? before.toByteArray() : before.first(query).toByteArray();
    const qsizetype authority = out.indexOf("://") + 3;
    const qsizetype password = authority < 3 ? -1 : out.indexOf(':', authority);
    const qsizetype at = password < 0 ? -1 : out.indexOf('@', password);
    if (at > password + 1 && !out.sliced(authority, at - authority).contains('/')) {
        const QByteArray given = out.sliced(password + 1, at - password - 1);
        out.replace(password + 1, given.size(),
            markFor(SecretKind::Password, QByteArray::fromPercentEncoding(given)));
    }
    out = redactValues(out);
    if (query >= 0)
        out += '?' + redactForm(before.sliced(query + 1));
    if (fragment < url.size())
        out += '#' + redactForm(url.sliced(fragment + 1));
    return out;
}

QByteArray Redactor::redactAuthorization(QByteArrayView value)
{
    const qsizetype blank = value.indexOf(' ');
    if (blank < 0)
        return markFor(SecretKind::Other, value.toByteArray());
    const QByteArray credentials = value.sliced(blank + 1).trimmed().toByteArray();
    const QByteArray scheme = value.first(blank).toByteArray();
    const QByteArray lower = scheme.toLower();
    if (lower == "basic" && !m_net.isMark(credentials)) {
        // RFC 6749 2.3.1: both halves are form-encoded before they are joined.
        const QByteArray pair = QByteArray::fromBase64(credentials);
        const qsizetype colon = pair.indexOf(':');
        if (colon >= 0) {
            const QByteArray password = pair.sliced(colon + 1);
            const auto decoded = decodeForm(QByteArray("p=" + password));
            return scheme + ' '
                + markFor(SecretKind::ClientSecret,
                    decoded && !decoded->isEmpty() ? decoded->first().value : password);
        }
    }
    const bool isToken = lower == "bearer" || lower == "dpop";
    return scheme + ' ' + markFor(isToken ? SecretKind::AccessToken : SecretKind::ClientSecret, credentials);
}

QByteArray Redactor::redactCookies(QByteArrayView value, bool isSetCookie)
{
    QByteArray out;
    for (qsizetype from = 0; from <= value.size();) {
        qsizetype to = value.indexOf(';', from);
        if (to < 0)
            to = value.size();
        const QByteArrayView part = value.sliced(from, to - from);
        const bool isCookie = !isSetCookie || from == 0; // what follows in Set-Cookie are attributes
        const qsizetype equals = part.indexOf('=');
        if (from > 0)
            out += ';';
        if (isCookie && equals >= 0 && equals + 1 < part.size())
            out += part.first(equals + 1).toByteArray()
                + markFor(SecretKind::Cookie, part.sliced(equals + 1).toByteArray());
        else
            out += part.toByteArray();
        from = to + 1;
    }
    return redactValues(out);
}

QByteArray Redactor::redactHeader(QByteArrayView name, QByteArrayView value)
{
    const QByteArray lower = name.toByteArray().toLower();
    if (value.isEmpty())
        return {};
    if (lower == "authorization" || lower == "proxy-authorization")
        return redactAuthorization(value);
    if (lower == "cookie" || lower == "set-cookie")
        return redactCookies(value, lower == "set-cookie");
    if (const auto kind = kindOfName(lower))
        return markFor(*kind, value.toByteArray());
    if (m_hiddenFields.contains(lower))
        return m_net.isMark(value) ? value.toByteArray() : hiddenMark(value.toByteArray());
    if (lower == "location" || lower == "content-location" || lower == "referer")
        return redactUrl(value);
    return redactValues(value);
}

} // namespace authscope::base
