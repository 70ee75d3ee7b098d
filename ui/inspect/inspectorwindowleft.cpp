// SPDX-License-Identifier: GPL-3.0-or-later
// What is given to the inspector: the token, its keys, what is expected of it.
#include "ui/common/emptystate.h"
#include "ui/inspect/expectationsform.h"
#include "ui/inspect/inspectorwindow.h"
#include "ui/inspect/keychooser.h"
#include "ui/inspect/pastefield.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

Label *caption(const QString &words)
{
    return new Label(words, TextRole::Caption, Tone::Muted);
}

} // namespace

QWidget *InspectorWindow::makeLeft()
{
    m_kind->setObjectName(u"kindComboBox"_s);
    m_kind->setAccessibleName(tr("What it is judged as"));
    m_kind->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_kind->setMinimumContentsLength(12);
    auto *kind = row(m_kindRow, 0, 16);
    auto *words = new Label(tr("Judge as"));
    words->setMinimumWidth(captionWidth());
    kind->addWidget(words);
    kind->addWidget(m_kind, 1);
    QPushButton *mint = linkButton(tr("Make a test token…"), u"mintButton"_s);
    connect(mint, &QPushButton::clicked, this, [this] { openMint(); });

    auto *content = new QWidget;
    auto *all = column(content, 16, 12);
    all->addWidget(makeField());
    m_subjectsCard = card();
    column(m_subjectsCard, 1, 0)->addWidget(m_subjects);
    all->addWidget(m_subjectsCard);
    all->addWidget(m_kindRow);
    all->addWidget(rule());
    all->addWidget(caption(tr("SIGNED WITH")));
    all->addWidget(m_keys);
    all->addWidget(rule());
    all->addWidget(caption(tr("EXPECTED")));
    all->addWidget(m_expected);
    all->addStretch();
    all->addWidget(mint, 0, Qt::AlignLeft);
    auto *side = new QFrame;
    side->setProperty("bar", u"side"_s);
    side->setMinimumWidth(360);
    column(side, 0, 0)->addWidget(scrollingPage(content, tr("Token, keys and expectations")));
    return side;
}

QWidget *InspectorWindow::makeField()
{
    auto *whole = new QWidget;
    auto *inside = column(whole, 0, 8);
    inside->addWidget(caption(tr("TOKEN")));
    inside->addWidget(m_field);
    inside->addLayout(makeFieldActions());
    for (Label *each : { m_reading, m_sentence, m_removed, m_problem })
        inside->addWidget(each);
    return whole;
}

QLayout *InspectorWindow::makeFieldActions()
{
    QPushButton *paste = linkButton(tr("Paste"), u"pasteButton"_s);
    QPushButton *file = linkButton(tr("From a file…"), u"openFileButton"_s);
    m_clear->setAccessibleName(tr("Clear the token"));
    auto *actions = row(nullptr, 0, 12);
    for (QPushButton *each : { paste, file, m_reveal, m_clear })
        actions->addWidget(each);
    actions->addStretch();
    connect(paste, &QPushButton::clicked, m_field, &PasteField::pasteClipboard);
    connect(m_empty, &EmptyState::actionRequested, m_field, &PasteField::pasteClipboard);
    connect(file, &QPushButton::clicked, this, &InspectorWindow::chooseFile);
    connect(m_clear, &QPushButton::clicked, m_field, &PasteField::clearContent);
    connect(m_reveal, &QPushButton::clicked, this, [this] {
        if (m_field->isMasked())
            m_field->reveal();
        else
            m_field->mask();
    });
    return actions;
}

} // namespace authscope::ui
