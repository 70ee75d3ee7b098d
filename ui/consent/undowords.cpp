// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/consent/undowords.h"

#include "ui/common/text.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using oauth::DeathProof;
using session::Undo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Undo", text);
}

std::pair<QString, Tone> revocationOutcome(const session::SignOutReport &report)
{
    if (!report.revokedAtProvider)
        return { tr("Gone from this computer. The provider did not revoke the tokens."), Tone::Caution };
    if (!report.proof || report.proof->seen == DeathProof::Seen::Unknown)
        return { tr("Disconnected. The provider revoked; whether the access token is dead was not seen."),
            Tone::Caution };
    if (report.proof->seen == DeathProof::Seen::Alive)
        return { tr("Disconnected, but the access token was still alive when the waiting ended."),
            Tone::Bad };
    return { tr("Disconnected. The provider revoked the tokens, and the access token was seen dead."),
        Tone::Good };
}

} // namespace

QString undoName(Undo how)
{
    switch (how) {
    case Undo::Forget:
        return tr("Forget here");
    case Undo::Disconnect:
        return tr("Disconnect");
    case Undo::AtProvider:
        return tr("Sign out at provider");
    }
    Q_UNREACHABLE();
    return {};
}

QString undoObjectName(Undo how)
{
    switch (how) {
    case Undo::Forget:
        return u"forget"_s;
    case Undo::Disconnect:
        return u"disconnect"_s;
    case Undo::AtProvider:
        return u"signOut"_s;
    }
    Q_UNREACHABLE();
    return {};
}

Question undoQuestion(Undo how, const QString &provider, bool canRevoke)
{
    const QString there = isolated(base::cleaned(provider));
    const QString revoking = canRevoke
        ? tr("The tokens go from this computer first. Then %1 revokes them, and the access token is tried "
             "until it is seen dead; you may stop that waiting.")
              .arg(there)
        : tr("The tokens go from this computer. %1 offers no way to revoke them: there they live until they "
             "expire.")
              .arg(there);
    Question question{ .yes = undoName(how) };
    switch (how) {
    case Undo::Forget:
        question.title = tr("Forget this sign-in here?");
        question.words = tr(
            "The tokens are removed from this computer. The provider is told nothing: it still remembers "
            "that you allowed this program, and the refresh token stays valid there.");
        break;
    case Undo::Disconnect:
        question.title = tr("Disconnect from the provider?");
        question.words = revoking + u"\n\n"_s + tr("To use the connection again you sign in again.");
        break;
    case Undo::AtProvider:
        question.title = tr("Sign out at the provider?");
        question.words = revoking + u"\n\n"_s
            + tr("Then your browser opens at %1, where your session ends. Other programs that rely on that "
                 "session may ask you to sign in again.")
                  .arg(there);
        break;
    }
    return question;
}

std::pair<QString, Tone> undoOutcome(Undo how, const session::SignOutReport &report)
{
    if (how == Undo::Forget)
        return { tr("Forgotten here. The provider was told nothing."), Tone::Good };
    auto [sentence, tone] = revocationOutcome(report);
    if (how == Undo::Disconnect)
        return { sentence, tone };
    if (!report.browserOpened)
        return { sentence + u' ' + tr("The browser was not opened: your session there goes on."),
            tone == Tone::Bad ? tone : Tone::Caution };
    return { sentence + u' '
            + (report.cameBack ? tr("Your session there has ended.")
                               : tr("Look in the browser whether your session there has ended.")),
        tone };
}

} // namespace authscope::ui
