// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspect/recognise.h"

#include "base/text.h"
#include "inspect/recogniseparts.h"
#include "inspect/tidy.h"
#include "oauth/humantime.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace authscope::inspect {

namespace {

constexpr json::Limits limits{ .maxBytes = maxPasted, .maxDepth = 64, .refuseDuplicates = false };

QString article(const QString &title)
{
    const bool isVowel = !title.isEmpty() && u"AEIO"_s.contains(title.front());
    const bool isAbbreviation = title.size() > 1 && title.at(1).isUpper();
    return (isVowel ? u"An "_s : u"A "_s) + (isAbbreviation ? title : title.left(1).toLower() + title.mid(1));
}

QString subjectWords(const Subject &subject)
{
    if (subject.form == Form::Broken)
        return u"Something that was meant to be a token, and is broken."_s;
    if (subject.form == Form::Opaque)
        return u"An opaque token, or no token at all: nothing can be read from it."_s;
    const bool isEncrypted = subject.form == Form::JweCompact || subject.form == Form::JweJson;
    const QString what = isEncrypted || subject.kind() == Kind::Unknown ? formTitle(subject.form)
                                                                        : kindTitle(subject.kind());
    return article(what) + u'.';
}

Recognised token(Tidied tidied)
{
    tidyToken(tidied);
    const std::optional<Kind> expected = kindOfMember(tidied.label);
    Recognised out{ .what = Pasted::Token, .removed = tidied.removed };
    out.subjects.append(makeSubject(tidied.text, tidied.label, expected));
    out.sentence = subjectWords(out.subjects.first());
    return out;
}

Recognised basic(const QByteArray &credentials, const QStringList &removed)
{
    const QByteArray decoded = QByteArray::fromBase64(credentials);
    const qsizetype colon = decoded.indexOf(':');
    Recognised out{ .what = Pasted::BasicCredentials,
        .sentence = u"A name and a password (Basic), no token. Whoever reads this line can use them; nothing "
                    "was judged."_s,
        .removed = removed };
    out.facts.append({ u"name"_s, colon < 0 ? u"not readable"_s : base::cleaned(decoded.first(colon)) });
    out.facts.append({ u"password"_s,
        colon < 0 ? u"not readable"_s : u"%1 characters, not shown"_s.arg(decoded.size() - colon - 1),
        true });
    return out;
}

/// "Authorization: DPoP …", "Bearer …", a whole curl command, a block of header lines.
std::optional<Recognised> authorization(const Tidied &tidied)
{
    static const QRegularExpression field(
        u"(?:\\A|[\\s\"'])(?:proxy-)?authorization\\s*[:=]\\s*[\"']?(bearer|dpop|basic)\\s+([^\\s\"',;]+)"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression bare(
        u"\\A(bearer|dpop|basic)\\s+([^\\s\"',;]+)\\s*\\z"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression proofField(
        u"(?:\\A|[\\s\"'])dpop\\s*:\\s*(eyJ[^\\s\"',;]+)"_s, QRegularExpression::CaseInsensitiveOption);
    const QString text = QString::fromLatin1(tidied.text);
    QRegularExpressionMatch match = field.match(text);
    const bool isBare = !match.hasMatch();
    if (isBare)
        match = bare.match(text);
    const QRegularExpressionMatch proof = proofField.match(text);
    if (!match.hasMatch() && !proof.hasMatch())
        return std::nullopt;
    const QString scheme = match.captured(1);
    const QByteArray value = match.captured(2).toLatin1();
    if (scheme.compare(u"basic"_s, Qt::CaseInsensitive) == 0)
        return basic(value, tidied.removed);
    Recognised out{ .what = Pasted::AuthorizationField, .removed = tidied.removed };
    if (match.hasMatch()) {
        const bool isDpop = scheme.compare(u"dpop"_s, Qt::CaseInsensitive) == 0;
        const QString label = isDpop ? u"Authorization: DPoP"_s : u"Authorization: Bearer"_s;
        out.subjects.append(makeSubject(value, label, Kind::Access));
        out.sentence = isDpop ? u"An access token that is bound to a key (DPoP), as it is sent to a server."_s
                              : u"An access token as it is sent to a server (Bearer)."_s;
        if (match.capturedStart() > 0 || match.capturedEnd() < text.size())
            out.removed.append(isBare ? u"the word before it"_s : u"what stood around it"_s);
    }
    if (proof.hasMatch()) {
        out.subjects.append(makeSubject(proof.captured(1).toLatin1(), u"DPoP"_s, Kind::DpopProof));
        out.sentence = match.hasMatch() ? u"An access token and the proof that goes with it (DPoP)."_s
                                        : u"A proof of possession as it is sent to a server (DPoP)."_s;
    }
    return out;
}

Recognised pem(const Tidied &tidied)
{
    Recognised out{ .what = Pasted::Pem, .removed = tidied.removed };
    auto keys = keysFromText(tidied.text, u"the pasted key"_s);
    const bool isPrivate = tidied.text.contains("PRIVATE KEY");
    out.sentence = isPrivate                             ? u"A private key: whoever has it can sign."_s
        : tidied.text.contains("-----BEGIN CERTIFICATE") ? u"A certificate, or a chain of them."_s
                                                         : u"A public key."_s;
    if (keys)
        out.keys = *std::move(keys);
    else
        out.problem = keys.error().message;
    return out;
}

} // namespace

Recognised recognise(const QByteArray &pasted)
{
    if (pasted.size() > maxPasted)
        return { .what = Pasted::Unreadable,
            .sentence = u"This is too large to be read."_s,
            .problem
            = u"It is %1 bytes long; at most %2 are read. Nothing of it was looked at."_s.arg(pasted.size())
                  .arg(maxPasted) };
    const Tidied tidied = tidyWhole(pasted);
    if (tidied.text.isEmpty())
        return { .sentence = u"There is nothing to inspect yet."_s, .removed = tidied.removed };
    if (tidied.text.contains("-----BEGIN "))
        return pem(tidied);
    if (tidied.text.startsWith('{') || tidied.text.startsWith('['))
        return recogniseJson(tidied);
    if (tidied.text.size() < 256 * 1024) { // what stands around a token is never longer
        if (auto found = authorization(tidied))
            return *std::move(found);
        if (auto found = recogniseParameters(tidied))
            return *std::move(found);
    }
    return token(tidied);
}

} // namespace authscope::inspect
