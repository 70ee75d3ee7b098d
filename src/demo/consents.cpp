// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/consents.h"

#include "demo/scopes.h"
#include "demo/web.h"

#include <algorithm>

namespace authscope::demo {

namespace {

auto matching(QByteArrayView subject, QByteArrayView clientId)
{
    return [subject, clientId](
               const Consent &consent) { return consent.subject == subject && consent.clientId == clientId; };
}

} // namespace

const Consent *Consents::find(QByteArrayView subject, QByteArrayView clientId) const
{
    const auto found = std::find_if(m_consents.begin(), m_consents.end(), matching(subject, clientId));
    return found == m_consents.end() ? nullptr : &*found;
}

QList<Consent> Consents::of(QByteArrayView subject) const
{
    QList<Consent> out;
    std::copy_if(m_consents.begin(), m_consents.end(), std::back_inserter(out),
        [subject](const Consent &consent) { return consent.subject == subject; });
    return out;
}

void Consents::remember(
    const QByteArray &subject, const QByteArray &clientId, const QList<QByteArray> &scopes, base::Time now)
{
    auto found = std::find_if(m_consents.begin(), m_consents.end(), matching(subject, clientId));
    if (found == m_consents.end()) {
        m_consents.append({ subject, clientId, {}, now, now });
        found = m_consents.end() - 1;
    }
    for (const QByteArray &scope : scopes) {
        if (!found->scopes.contains(scope))
            found->scopes.append(scope);
    }
    found->lastUsed = now;
}

void Consents::touch(QByteArrayView subject, QByteArrayView clientId, base::Time now)
{
    const auto found = std::find_if(m_consents.begin(), m_consents.end(), matching(subject, clientId));
    if (found != m_consents.end())
        found->lastUsed = now;
}

bool Consents::forget(QByteArrayView subject, QByteArrayView clientId)
{
    return m_consents.removeIf(matching(subject, clientId)) > 0;
}

json::Array Consents::toJson() const
{
    json::Array out;
    for (const Consent &consent : m_consents) {
        out.emplace_back(json::Object{ { "subject", json::string(consent.subject) },
            { "clientId", json::string(consent.clientId) },
            { "scopes", json::string(joinScopes(consent.scopes)) },
            { "given", base::toMillis(consent.given) }, { "lastUsed", base::toMillis(consent.lastUsed) } });
    }
    return out;
}

bool Consents::restore(const json::Array &array)
{
    m_consents.clear();
    for (const json::Value &value : array) {
        const json::Object *object = value.if_object();
        if (!object)
            return false;
        const auto subject = json::stringMember(*object, "subject");
        const auto clientId = json::stringMember(*object, "clientId");
        const auto scopes = json::stringMember(*object, "scopes");
        const auto given = json::numberMember(*object, "given");
        const auto lastUsed = json::numberMember(*object, "lastUsed");
        if (!subject || !clientId || !scopes || !given || !lastUsed)
            return false;
        m_consents.append({ *subject, *clientId, splitScopes(*scopes), base::fromMillis(qint64(*given)),
            base::fromMillis(qint64(*lastUsed)) });
    }
    return true;
}

bool needsConsent(const Client &client, const QList<QByteArray> &grantable, const QByteArray &prompt,
    const Consent *earlier)
{
    if (splitScopes(prompt).contains("consent") || grantable.contains("offline_access"))
        return true;
    if (client.isFirstParty())
        return false;
    return !earlier || std::any_of(grantable.begin(), grantable.end(), [&](const QByteArray &scope) {
        return !earlier->scopes.contains(scope);
    });
}

} // namespace authscope::demo
