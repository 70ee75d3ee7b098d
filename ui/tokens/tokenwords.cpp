// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/tokenwords.h"

#include "ui/common/text.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::ui {

using oauth::Standing;
using oauth::TokenKind;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("TokensView", text);
}

QString amount(std::chrono::milliseconds span)
{
    const qint64 seconds = span.count() / 1000;
    if (seconds < 100)
        return tr("%1 s").arg(seconds);
    if (seconds < 7200)
        return tr("%1 min").arg(seconds / 60);
    if (seconds < 2 * 86'400)
        return tr("%1 h").arg(seconds / 3600);
    if (seconds < 2 * 365LL * 86'400)
        return tr("%1 days").arg(seconds / 86'400);
    return tr("%1 years").arg(seconds / (365LL * 86'400 + 21'600));
}

} // namespace

QString tokenName(TokenKind kind)
{
    switch (kind) {
    case TokenKind::Access:
        return tr("Access token");
    case TokenKind::Id:
        return tr("ID token");
    case TokenKind::Refresh:
        return tr("Refresh token");
    }
    Q_UNREACHABLE();
    return {};
}

Tone standingTone(Standing standing)
{
    switch (standing) {
    case Standing::Valid:
        return Tone::Good;
    case Standing::NotVerified:
        return Tone::Caution;
    case Standing::Failed:
    case Standing::Expired:
        return Tone::Bad;
    }
    Q_UNREACHABLE();
    return {};
}

QString standingWord(Standing standing)
{
    switch (standing) {
    case Standing::Valid:
        return tr("valid");
    case Standing::NotVerified:
        return tr("not verified");
    case Standing::Failed:
        return tr("not valid");
    case Standing::Expired:
        return tr("expired");
    }
    Q_UNREACHABLE();
    return {};
}

std::pair<QString, Tone> tokenChip(const oauth::TokenVerdict &verdict, base::Time now)
{
    switch (verdict.standing) {
    case Standing::Failed:
    case Standing::Expired:
        return { standingWord(verdict.standing), Tone::Bad };
    case Standing::Valid:
    case Standing::NotVerified:
        break;
    }
    if (verdict.expires) {
        const auto left = std::chrono::duration_cast<std::chrono::minutes>(*verdict.expires - now).count();
        if (left < 0)
            return { standingWord(Standing::Expired), Tone::Bad };
        const QString words = left >= 2 * 1440 ? tr("%1 days").arg(left / 1440)
            : left >= 120                      ? tr("%1 h").arg(left / 60)
            : left == 0                        ? tr("under a minute")
                                               : tr("%1 min").arg(left);
        return { words, verdict.standing == Standing::Valid ? Tone::Good : Tone::Muted };
    }
    return verdict.standing == Standing::Valid ? std::pair(standingWord(Standing::Valid), Tone::Good)
                                               : std::pair(tr("held"), Tone::Muted);
}

QString relativeTime(base::Time time, base::Time now)
{
    const auto span = time - now;
    if (span < 1s && span > -1s)
        return tr("now");
    return span.count() > 0 ? tr("in %1").arg(amount(span)) : tr("%1 ago").arg(amount(-span));
}

} // namespace authscope::ui
