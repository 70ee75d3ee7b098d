// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/startpage.h"

#include "ui/common/icons.h"

#include <QBoxLayout>
#include <QIcon>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

QFrame *choice(const QString &title, const QString &words, QPushButton *action)
{
    QFrame *frame = card();
    frame->setFixedWidth(300);
    auto *all = column(frame, 20, 8);
    all->addWidget(new Label(title, TextRole::Title));
    auto *explanation = new Label(words, TextRole::Body, Tone::Muted);
    explanation->setWrapping(true);
    explanation->setMinimumHeight(explanation->fontMetrics().lineSpacing() * 5);
    explanation->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    all->addWidget(explanation);
    all->addStretch();
    all->addWidget(action, 0, Qt::AlignLeft);
    return frame;
}

} // namespace

StartPage::StartPage(bool hasDemo)
{
    setObjectName(u"startPage"_s);
    QPushButton *demo = primaryButton(tr("Try the demo"), u"tryDemoButton"_s);
    QPushButton *connectIt = button(tr("Connect…"), u"connectButton"_s);
    auto *title = new Label(tr("See what happens when a program signs in"), TextRole::Header);
    auto *words
        = new Label(tr("Authscope signs in at an MCP server as any program would, shows each step and each "
                       "message, judges the tokens, and calls the tools."),
            TextRole::Body, Tone::Muted);
    words->setAlignment(Qt::AlignHCenter);
    words->setWrappedWidth(560);

    auto *choices = row(nullptr, 0, 16);
    choices->addStretch();
    QFrame *demoCard = choice(tr("Nothing at hand?"),
        tr("The demo runs on this computer: an identity provider, an app and its MCP server. Sign in as Ada "
           "in your "
           "browser, look at the tokens, create a board."),
        demo);
    demoCard->setVisible(hasDemo);
    choices->addWidget(demoCard);
    choices->addWidget(choice(tr("A server of your own"),
        tr("Give the URL of an MCP server, an issuer, or a project domain. What is there is found out before "
           "anything "
           "is asked of you."),
        connectIt));
    QPushButton *inspectIt = button(tr("Inspect a token…"), u"inspectStartButton"_s);
    choices->addWidget(choice(tr("A token in the clipboard?"),
        tr("Paste it, or drop it anywhere here. It is judged at once: who signed it, for whom, until when, "
           "and "
           "what is wrong with it. Nothing of it leaves this computer."),
        inspectIt));
    choices->addStretch();

    auto *all = column(this, 32, 16);
    all->addStretch(2);
    all->addWidget(title, 0, Qt::AlignHCenter);
    all->addWidget(words, 0, Qt::AlignHCenter);
    all->addSpacing(8);
    all->addLayout(choices);
    all->addStretch(3);
    QObject::connect(demo, &QPushButton::clicked, this, &StartPage::demoRequested);
    QObject::connect(inspectIt, &QPushButton::clicked, this, &StartPage::inspectionRequested);
    QObject::connect(connectIt, &QPushButton::clicked, this, &StartPage::connectRequested);
}

} // namespace authscope::ui
