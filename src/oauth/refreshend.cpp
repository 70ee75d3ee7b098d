// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/refreshend.h"

#include "base/error.h"
#include "oauth/humantime.h"
#include "oauth/words.h"

#include <array>

using namespace Qt::StringLiterals;

namespace authscope::oauth {

namespace {

struct Sign {
    const char *word;
    RefreshEnd end;
};

/// What providers write, in the order they are looked for: "already used" before "expired or already used".
constexpr std::array signs{ Sign{ "already_used", RefreshEnd::Used },
    Sign{ "already used", RefreshEnd::Used }, Sign{ "already been used", RefreshEnd::Used },
    Sign{ "reuse", RefreshEnd::Used }, Sign{ "re-use", RefreshEnd::Used }, Sign{ "replay", RefreshEnd::Used },
    Sign{ "rotated", RefreshEnd::Used }, Sign{ "revoked", RefreshEnd::Revoked },
    Sign{ "withdrawn", RefreshEnd::Revoked }, Sign{ "not_found", RefreshEnd::NotFound },
    Sign{ "not found", RefreshEnd::NotFound }, Sign{ "does not exist", RefreshEnd::NotFound },
    Sign{ "doesn't exist", RefreshEnd::NotFound }, Sign{ "unknown token", RefreshEnd::NotFound },
    Sign{ "expired", RefreshEnd::Expired } };

RefreshEnd endIn(const QString &text)
{
    const auto found = std::find_if(signs.begin(), signs.end(), [&text](const Sign &sign) {
        return text.contains(QLatin1StringView(sign.word), Qt::CaseInsensitive);
    });
    return found == signs.end() ? RefreshEnd::Unsaid : found->end;
}

/// "revoked or expired" says neither.
bool saysSeveral(const QString &words)
{
    QList<RefreshEnd> ends;
    for (const Sign &sign : signs) {
        if (words.contains(QLatin1StringView(sign.word), Qt::CaseInsensitive) && !ends.contains(sign.end))
            ends.append(sign.end);
    }
    return ends.size() > 1;
}

QString reasonOf(RefreshEnd end)
{
    switch (end) {
    case RefreshEnd::Used:
        return u"The provider says this refresh token was already used"_s;
    case RefreshEnd::Expired:
        return u"The provider says the refresh token has expired"_s;
    case RefreshEnd::Revoked:
        return u"The provider says access was taken back"_s;
    case RefreshEnd::NotFound:
        return u"The provider does not know the refresh token (any more)"_s;
    case RefreshEnd::Unsaid:
        return u"The provider no longer accepts the refresh token and does not say why: it expired, was used "
               "before, or access was taken back"_s;
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace

RefreshEnd refreshEndOf(const ServerError &said)
{
    if (const RefreshEnd named = endIn(QString::fromUtf8(said.code)); named != RefreshEnd::Unsaid)
        return named;
    return saysSeveral(said.words) ? RefreshEnd::Unsaid : endIn(said.words);
}

void explainRefreshEnd(base::Error &error, const ServerError &said, std::optional<base::Time> unanswered)
{
    const RefreshEnd end = refreshEndOf(said);
    QString words
        = said.code.isEmpty() ? reasonOf(end) + u'.' : u"%1 (%2)."_s.arg(reasonOf(end), quoted(said.code));
    if (unanswered)
        words += u" It was sent from here at %1 and the answer was lost: most likely the provider replaced "
                 "it then, and the new one never arrived."_s.arg(localTime(*unanswered));
    else if (end == RefreshEnd::Used)
        words += u" No answer was lost here, so somebody else may have used it: look at the sessions of your "
                 "account at the provider."_s;
    error.message = words + u" Nothing was renewed; the tokens of this sign-in were removed here."_s;
    error.nextStep = u"Sign in again."_s;
}

} // namespace authscope::oauth
