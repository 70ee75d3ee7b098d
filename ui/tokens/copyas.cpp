// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/copyas.h"

#include "inspect/copies.h"
#include "ui/common/clipboard.h"
#include "ui/common/text.h"
#include "ui/common/widgets.h"

#include <QMenu>

using namespace Qt::StringLiterals;

namespace authscope::ui {

QPushButton *copyButton(const QString &objectName, std::function<void(CopyAs)> copy)
{
    QPushButton *made = button(QPushButton::tr("Copy"), objectName);
    auto *menu = new QMenu(made);
    menu->setToolTipsVisible(true);
    struct Way {
        CopyAs how;
        QString name, words, explanation;
    };
    const Way ways[] = {
        { CopyAs::AsIs, u"copyAsIsAction"_s, QMenu::tr("As it is"),
            QMenu::tr("The token itself. Clipboard histories are asked not to keep it, and the clipboard is "
                      "cleared after a minute, unless it holds something else by then.") },
        { CopyAs::Masked, u"copyMaskedAction"_s, QMenu::tr("Masked"),
            QMenu::tr("Its ends and its length: enough to tell two tokens apart, of no use to anybody.") },
        { CopyAs::Redacted, u"copyRedactedAction"_s, QMenu::tr("Redacted, for a ticket"),
            QMenu::tr("It still decodes and shows its structure. The signature and what names a person are "
                      "replaced.") },
        { CopyAs::Curl, u"copyCurlAction"_s, QMenu::tr("As a curl command"),
            QMenu::tr("The command takes the token from a variable of the environment; it is not in it.") },
        { CopyAs::PowerShell, u"copyPowerShellAction"_s, QMenu::tr("As a curl command for PowerShell"),
            QMenu::tr("The same, quoted for PowerShell.") },
    };
    for (const Way &way : ways) {
        QAction *action = menu->addAction(way.words);
        action->setObjectName(way.name);
        action->setToolTip(plainToolTip(way.explanation));
        QObject::connect(action, &QAction::triggered, made, [copy, how = way.how] { copy(how); });
    }
    made->setMenu(menu);
    return made;
}

void copyToken(ClipboardPolicy &clipboard, const inspect::Subject &subject, const QByteArray &url, CopyAs how)
{
    const QByteArray target = url.isEmpty() ? QByteArrayLiteral("https://server.example/") : url;
    switch (how) {
    case CopyAs::AsIs:
        return clipboard.copySecret(subject.text);
    case CopyAs::Masked:
        return clipboard.copy(inspect::masked(subject));
    case CopyAs::Redacted:
        return clipboard.copy(QString::fromUtf8(inspect::redacted(subject)));
    case CopyAs::Curl:
        return clipboard.copy(inspect::asCurl(subject, target));
    case CopyAs::PowerShell:
        return clipboard.copy(inspect::asCurl(subject, target, inspect::CurlShell::PowerShell));
    }
}

} // namespace authscope::ui
