// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/featureframe.h"

#include "ui/common/emptystate.h"
#include "ui/common/errorpresenter.h"

#include <QBoxLayout>
#include <QSplitter>

using namespace Qt::StringLiterals;

namespace authscope::ui {

FeatureFrame::FeatureFrame(const QString &name, Words words, QWidget *left, QWidget *right)
    : m_words(std::move(words))
    , m_empty(new EmptyState(name + u"Empty"_s))
    , m_error(new ErrorPresenter(name + u"Error"_s))
    , m_split(new QSplitter(Qt::Horizontal))
{
    m_split->addWidget(left);
    m_split->addWidget(right);
    m_split->setStretchFactor(1, 1);
    m_split->setSizes({ 280, 710 });
    m_split->setHandleWidth(16);
    m_split->setChildrenCollapsible(false);
    auto *all = column(this, 20, 12);
    all->setContentsMargins(20, 16, 20, 16);
    all->addWidget(m_error);
    all->addWidget(m_split, 1);
    all->addWidget(m_empty, 1);
    connect(m_error, &ErrorPresenter::exchangeRequested, this, &FeatureFrame::exchangeRequested);
    connect(m_empty, &EmptyState::actionRequested, this, [this] {
        if (m_state == State::Before && m_needsSignIn)
            Q_EMIT signInRequested();
        else
            Q_EMIT loadRequested();
    });
    setState(State::Before, false);
}

void FeatureFrame::setState(State state, bool hasContent, const std::optional<base::Error> &error)
{
    m_state = state;
    m_split->setVisible(hasContent);
    m_empty->setVisible(!hasContent);
    m_error->setError(state == State::Failed ? error : std::nullopt);
    showWords();
}

void FeatureFrame::setNeedsSignIn(bool needs)
{
    m_needsSignIn = needs;
    showWords();
}

void FeatureFrame::showWords()
{
    switch (m_state) {
    case State::Before:
        m_empty->setWords(
            m_words.beforeTitle, m_words.beforeText, m_needsSignIn ? tr("Sign in") : tr("Ask the server"));
        break;
    case State::Loading:
        m_empty->setWords(m_words.loading, {});
        break;
    case State::Failed:
        m_empty->setWords(m_words.failed, {}, tr("Try again"));
        break;
    case State::Loaded:
        m_empty->setWords(m_words.noneTitle, m_words.noneText, tr("Ask again"));
        break;
    case State::NotOffered:
        m_empty->setWords(m_words.notOfferedTitle, m_words.notOfferedText, tr("Ask anyway"));
        break;
    }
}

} // namespace authscope::ui
