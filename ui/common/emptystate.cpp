// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/emptystate.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"

#include <QBoxLayout>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace authscope::ui {

EmptyState::EmptyState(const QString &objectName)
    : m_title(new Label({}, TextRole::Title))
    , m_explanation(new Label({}, TextRole::Body, Tone::Muted))
    , m_action(primaryButton({}, objectName + u"Button"_s))
    , m_other(linkButton({}, objectName + u"OtherButton"_s))
{
    setObjectName(objectName);
    m_explanation->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    auto *all = column(this, 32, 12);
    all->addStretch(2);
    all->addWidget(m_title, 0, Qt::AlignHCenter);
    all->addWidget(m_explanation, 0, Qt::AlignHCenter);
    all->addWidget(m_action, 0, Qt::AlignHCenter);
    all->addWidget(m_other, 0, Qt::AlignHCenter);
    all->addStretch(3);
    connect(m_action, &QPushButton::clicked, this, &EmptyState::actionRequested);
    connect(m_other, &QPushButton::clicked, this, &EmptyState::otherActionRequested);
}

void EmptyState::setWords(
    const QString &title, const QString &explanation, const QString &action, const QString &otherAction)
{
    m_title->setText(title);
    m_explanation->setText(explanation);
    m_explanation->setWrappedWidth(460);
    m_action->setText(withoutMnemonic(action));
    m_action->setAccessibleName(action.isEmpty() ? title : action);
    m_action->setVisible(!action.isEmpty());
    m_other->setText(withoutMnemonic(otherAction));
    m_other->setVisible(!otherAction.isEmpty());
}

ExpiryBar::ExpiryBar()
{
    setFixedHeight(8);
    setMinimumWidth(40);
    setMaximumWidth(144);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ExpiryBar::setLeft(double part, Tone tone, const QString &words)
{
    m_part = std::clamp(part, 0.0, 1.0);
    m_tone = tone;
    setAccessibleName(words);
    setToolTip(plainToolTip(words));
    update();
}

void ExpiryBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QRectF bar = QRectF(rect()).adjusted(0, 1, 0, -1);
    painter.setBrush(tokens().neutralTint);
    painter.drawRoundedRect(bar, 3, 3);
    painter.setBrush(tokens().ink(m_tone));
    painter.drawRoundedRect(QRectF(bar.topLeft(), QSizeF(bar.width() * m_part, bar.height())), 3, 3);
}

Banner::Banner(const QString &objectName) : m_mark(new MarkLabel), m_words(new Label)
{
    setObjectName(objectName);
    m_words->setObjectName(objectName + u"Label"_s);
    m_words->setWrapping(true);
    m_words->setSelectable();
    QFont strong = m_words->font();
    strong.setBold(true);
    m_words->setFont(strong);
    auto *all = row(this, 12, 12);
    all->addWidget(m_mark, 0, Qt::AlignTop);
    all->addWidget(m_words, 1);
}

void Banner::setSentence(const QString &sentence, Tone tone)
{
    m_words->setForeignText(sentence, 2000);
    m_words->setTone(tone);
    setStyleProperty(this, "banner", QLatin1StringView(toneName(tone)));
    const Mark marks[]
        = { Mark::Skipped, Mark::Skipped, Mark::Exchange, Mark::Passed, Mark::Noted, Mark::Failed };
    m_mark->setMark(marks[int(tone)]);
    setAccessibleName(m_words->text());
}

} // namespace authscope::ui
