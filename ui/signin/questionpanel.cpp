// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signin/questionpanel.h"

#include "ui/common/text.h"

#include <QBoxLayout>
#include <QKeyEvent>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using Kind = oauth::SignInQuestion::Kind;

QuestionPanel::QuestionPanel()
    : m_title(new Label)
    , m_text(new Label)
    , m_request(new Label({}, TextRole::Wire))
    , m_choices(column(nullptr, 0, 8))
{
    setObjectName(u"questionPanel"_s);
    setProperty("card", true);
    m_title->setObjectName(u"questionTitleLabel"_s);
    m_text->setObjectName(u"questionTextLabel"_s);
    QFont strong = m_title->font();
    strong.setBold(true);
    m_title->setFont(strong);
    m_title->setWrapping(true);
    m_request->setObjectName(u"questionRequestLabel"_s);
    for (Label *label : { m_text, m_request }) {
        label->setWrapping(true);
        label->setSelectable();
    }
    auto *all = column(this, 12, 8);
    all->addWidget(m_title);
    all->addWidget(m_text);
    all->addWidget(m_request);
    all->addLayout(m_choices);
    m_arming.setSingleShot(true);
    m_arming.setInterval(500);
    connect(&m_arming, &QTimer::timeout, this, [this] {
        for (QPushButton *button : std::exchange(m_unarmed, {}))
            button->setEnabled(true);
    });
}

void QuestionPanel::setQuestion(const oauth::SignInQuestion &question)
{
    m_question = question;
    m_title->setText(question.title);
    Label *shown = question.kind == Kind::NextStep ? m_request : m_text;
    for (Label *label : { m_text, m_request })
        label->setVisible(label == shown && !question.text.isEmpty());
    shown->setText(question.text);
    clearLayout(m_choices);
    m_unarmed.clear();
    QPushButton *first = nullptr;
    QHBoxLayout *line = nullptr;
    for (const oauth::SignInQuestion::Choice &choice : question.choices) {
        QPushButton *made = addChoice(choice);
        const bool isSafe = choice.id == question.safeChoice;
        if (question.kind == Kind::NextStep ? choice.id == "next" : isSafe)
            first = made;
        else if (question.kind == Kind::ForeignEndpoints || question.kind == Kind::PinIss)
            m_unarmed += made;
        if (!line || !choice.detail.isEmpty()) {
            line = row(nullptr, 0, 8);
            m_choices->addLayout(line);
        } else {
            delete line->takeAt(line->count() - 1); // the stretch
        }
        line->addWidget(made);
        if (!choice.detail.isEmpty())
            line->addWidget(new ElidedLabel(choice.detail, TextRole::Wire, Tone::Muted, Qt::ElideMiddle), 1);
        line->addStretch();
    }
    for (QPushButton *made : std::as_const(m_unarmed))
        made->setEnabled(false);
    m_arming.start();
    if (first) {
        first->setDefault(true);
        first->setFocus();
    }
}

QPushButton *QuestionPanel::addChoice(const oauth::SignInQuestion::Choice &choice)
{
    const QString name = u"choiceButton_%1"_s.arg(QString::fromUtf8(choice.id));
    const bool isNext = m_question.kind == Kind::NextStep && choice.id == "next";
    QPushButton *made = isNext ? primaryButton(withoutMnemonic(choice.label), name)
                               : button(withoutMnemonic(choice.label), name);
    made->setAccessibleName(choice.label);
    made->setAutoDefault(true);
    connect(made, &QPushButton::clicked, this, [this, id = choice.id] { Q_EMIT answered(id); });
    return made;
}

void QuestionPanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT answered(m_question.safeChoice);
    else
        QFrame::keyPressEvent(event);
}

} // namespace authscope::ui
