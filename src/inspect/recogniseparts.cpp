// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspect/recogniseparts.h"

#include "base/text.h"
#include "oauth/humantime.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace authscope::inspect {

namespace {

constexpr json::Limits limits{ .maxBytes = maxPasted, .maxDepth = 64, .refuseDuplicates = false };

/// In the order in which they are shown.
const QStringList &tokenMembers()
{
    static const QStringList names{ u"access_token"_s, u"id_token"_s, u"refresh_token"_s, u"logout_token"_s,
        u"client_assertion"_s, u"response"_s, u"request"_s, u"id_token_hint"_s, u"subject_token"_s,
        u"assertion"_s };
    return names;
}

bool isSecretName(const QString &name)
{
    static const QStringList names{ u"code"_s, u"code_verifier"_s, u"client_secret"_s, u"state"_s,
        u"device_code"_s, u"password"_s, u"nonce"_s, u"registration_access_token"_s };
    return names.contains(name);
}

Fact fact(const QString &name, const QByteArray &value)
{
    if (isSecretName(name))
        return { name, u"%1 characters, not shown"_s.arg(value.size()), name != u"state"_s };
    bool isNumber = false;
    const qint64 seconds = value.toLongLong(&isNumber);
    if (name == u"expires_in"_s && isNumber)
        return { name,
            u"%1 (%2 seconds)"_s.arg(oauth::humanDuration(std::chrono::seconds(seconds))).arg(seconds) };
    return { name, base::cleaned(value) };
}

QString listed(const QStringList &titles)
{
    if (titles.size() < 2)
        return titles.join(QString());
    return titles.mid(0, titles.size() - 1).join(u", "_s) + u" and "_s + titles.last();
}

QString titleOf(const Subject &subject)
{
    const QString title = kindTitle(subject.kind());
    return (u"AEIO"_s.contains(title.front()) ? u"an "_s : u"a "_s)
        + (title.size() > 1 && title.at(1).isUpper() ? title : title.left(1).toLower() + title.mid(1));
}

/// The object in which the tokens stand: some programs wrap the answer once more.
const json::Object *findResponse(const json::Object &object, int depth)
{
    for (const char *name : { "access_token", "id_token", "refresh_token" }) {
        if (json::stringMember(object, name))
            return &object;
    }
    if (depth == 0)
        return nullptr;
    for (const auto &member : object) {
        if (const json::Object *inner = member.value().if_object()) {
            if (const json::Object *found = findResponse(*inner, depth - 1))
                return found;
        }
    }
    return nullptr;
}

void readResponse(Recognised &out, const json::Object &response)
{
    QStringList titles;
    for (const QString &name : tokenMembers()) {
        const auto value = json::stringMember(response, name.toStdString());
        if (!value || value->isEmpty())
            continue;
        out.subjects.append(makeSubject(*value, name, kindOfMember(name)));
        titles.append(titleOf(out.subjects.last()));
    }
    out.what = Pasted::TokenResponse;
    out.sentence = u"A token response with %1."_s.arg(listed(titles));
    for (const auto &member : response) {
        const QString name = json::text(member.key());
        if (tokenMembers().contains(name))
            continue;
        out.facts.append(fact(base::cleaned(name, 60),
            member.value().is_string() ? json::bytes(member.value().get_string())
                                       : json::compact(member.value())));
    }
}

void readKeys(Recognised &out, const Tidied &tidied, bool isSet)
{
    out.what = isSet ? Pasted::KeySet : Pasted::Key;
    auto keys = keysFromText(tidied.text, isSet ? u"the pasted key set"_s : u"the pasted key"_s);
    if (!keys) {
        out.sentence = isSet ? u"A key set that cannot be used."_s : u"A key that cannot be used."_s;
        out.problem = keys.error().message;
        return;
    }
    const qsizetype count = keyRows(*keys).size();
    out.sentence = !isSet ? u"A key."_s
        : count == 1      ? u"A key set with one key."_s
                          : u"A key set with %1 keys."_s.arg(count);
    out.keys = *std::move(keys);
}

} // namespace

std::optional<Kind> kindOfMember(const QString &name)
{
    const QString member = name.toLower();
    if (member.endsWith(u"id_token"_s) || member == u"id_token_hint"_s || member == u"idtoken"_s)
        return Kind::Id;
    if (member.endsWith(u"refresh_token"_s) || member == u"refreshtoken"_s)
        return Kind::Refresh;
    if (member.endsWith(u"access_token"_s) || member == u"accesstoken"_s)
        return Kind::Access;
    if (member == u"logout_token"_s)
        return Kind::Logout;
    if (member == u"client_assertion"_s)
        return Kind::ClientAssertion;
    if (member == u"response"_s)
        return Kind::AuthorizationResponse;
    if (member == u"request"_s)
        return Kind::RequestObject;
    return std::nullopt;
}

Recognised recogniseJson(const Tidied &tidied)
{
    Recognised out{ .what = Pasted::Json, .removed = tidied.removed };
    const auto parsed = json::parse(tidied.text, u"What was pasted"_s, limits);
    if (!parsed) {
        out.what = Pasted::Token;
        out.sentence = u"JSON that cannot be read."_s;
        out.problem = parsed.error().message;
        out.subjects.append({ .form = Form::Broken, .text = base::Secret(tidied.text) });
        return out;
    }
    const json::Object *object = parsed->if_object();
    if (!object) {
        out.sentence = u"A JSON list; there is no token at its top."_s;
        return out;
    }
    if (const Subject subject = makeSubject(tidied.text);
        subject.form == Form::JwsJson || subject.form == Form::JweJson) {
        out.what = Pasted::Token;
        out.sentence = formTitle(subject.form) + u'.';
        out.subjects.append(subject);
        return out;
    }
    if (json::arrayMember(*object, "keys")) {
        readKeys(out, tidied, true);
    } else if (json::stringMember(*object, "kty")) {
        readKeys(out, tidied, false);
    } else if (const json::Object *response = findResponse(*object, 3)) {
        readResponse(out, *response);
    } else if (object->contains("active")) {
        out.what = Pasted::Introspection;
        out.object = *object;
        out.sentence = json::boolMember(*object, "active").value_or(false)
            ? u"What a server said about a token: it is active."_s
            : u"What a server said about a token: it is not active."_s;
        if (!json::boolMember(*object, "active"))
            out.problem = u"“active” is %1, expected true or false."_s.arg(
                json::typeName(*object->if_contains("active")));
    } else {
        out.object = *object;
        out.sentence = u"JSON without a token in it."_s;
    }
    return out;
}

std::optional<Recognised> recogniseParameters(const Tidied &tidied)
{
    static const QRegularExpression address(
        u"\\A[a-z][a-z0-9+.-]*:[^\\s]+\\z"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression form(u"\\A[a-z_]+=[^\\s&]*(&[A-Za-z0-9_.]+=[^\\s&]*)+\\z"_s);
    const QString text = QString::fromLatin1(tidied.text);
    const bool isAddress = address.match(text).hasMatch() && tidied.text.contains('=');
    if (!isAddress && !form.match(text).hasMatch())
        return std::nullopt;
    QByteArray encoded = tidied.text;
    if (isAddress) {
        const auto start
            = std::find_if(encoded.begin(), encoded.end(), [](char c) { return c == '?' || c == '#'; });
        encoded = encoded.sliced(start - encoded.begin());
        encoded.replace('?', '&').replace('#', '&'); // tokens stand behind #, errors may stand behind both
    }
    const auto pairs = base::decodeForm(encoded);
    if (!pairs)
        return std::nullopt;
    Recognised out{ .what = Pasted::CallbackUrl, .removed = tidied.removed };
    QStringList titles;
    bool hasError = false;
    for (const base::FormPair &pair : *pairs) {
        const QString name = QString::fromUtf8(pair.name);
        if (tokenMembers().contains(name) && !pair.value.isEmpty()) {
            out.subjects.append(makeSubject(pair.value, name, kindOfMember(name)));
            titles.append(titleOf(out.subjects.last()));
            continue;
        }
        if (name == u"code"_s)
            out.code = base::Secret(pair.value);
        hasError |= name == u"error"_s;
        out.facts.append(fact(base::cleaned(name, 60), pair.value));
    }
    if (out.subjects.isEmpty() && out.code.isEmpty() && !hasError)
        return std::nullopt;
    const QString place = isAddress ? u"An address"_s : u"A form"_s;
    if (!titles.isEmpty())
        out.sentence = u"%1 with %2 in it."_s.arg(place, listed(titles));
    else if (!out.code.isEmpty())
        out.sentence = u"%1 with an authorization code: the end of a sign-in. It can be used once, by the "
                       "client that asked for it; nothing was done with it."_s.arg(place);
    else
        out.sentence = u"%1 with the refusal of a sign-in."_s.arg(place);
    if (isAddress && !out.subjects.isEmpty())
        out.facts.append({ u"caution"_s,
            u"Tokens in addresses end in histories and logs; this one should be given up (RFC 9700 §2.1.2)."_s,
            true });
    return out;
}

} // namespace authscope::inspect
