// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/completingedit.h"

#include "ui/common/text.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::ui {

namespace {

constexpr int valueRole = Qt::UserRole + 1; // as received; what is shown is cleaned

} // namespace

CompletingEdit::CompletingEdit() : m_completer(new QCompleter(this))
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(250ms);
    m_completer->setModel(&m_model);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setCompletionRole(valueRole);
    m_completer->setMaxVisibleItems(10);
    m_completer->setWidget(this);
    m_completer->popup()->setObjectName(u"completionPopup"_s);
    m_completer->popup()->setAccessibleName(tr("Suggestions of the server"));
    connect(&m_rest, &QTimer::timeout, this, &CompletingEdit::ask);
    connect(this, &QLineEdit::textEdited, this, [this] {
        m_completer->popup()->hide();
        withdraw();
        if (m_asker)
            m_rest.start();
        Q_EMIT edited();
    });
    connect(
        m_completer, qOverload<const QString &>(&QCompleter::activated), this, [this](const QString &text) {
            m_rest.stop();
            withdraw();
            setText(text);
            Q_EMIT edited();
        });
}

CompletingEdit::~CompletingEdit()
{
    blockSignals(true); // the form around it may be half gone
    withdraw();
}

void CompletingEdit::setAsker(Asker asker)
{
    m_rest.stop();
    withdraw();
    m_answers.clear();
    m_asker = std::move(asker);
}

void CompletingEdit::ask()
{
    m_rest.stop();
    withdraw();
    m_asked = text();
    if (const auto known = m_answers.constFind(m_asked); known != m_answers.constEnd())
        return offer(*known);
    m_question = m_asker ? m_asker(m_asked, this) : nullptr;
    if (!m_question)
        return;
    connect(m_question, &base::Operation::finished, this, &CompletingEdit::answered);
    Q_EMIT told(tr("asking for suggestions …"));
    m_question->start();
}

void CompletingEdit::answered()
{
    const base::Result<mcp::Completion> result = m_question->result();
    m_question->deleteLater();
    m_question.clear();
    if (!result) {
        Q_EMIT told(tr("no suggestions: %1").arg(base::cleaned(result.error().message, 200)));
        return;
    }
    if (m_answers.size() >= 200)
        m_answers.clear();
    m_answers.insert(m_asked, *result);
    offer(*result);
}

void CompletingEdit::withdraw()
{
    if (!m_question)
        return;
    disconnect(m_question, nullptr, this, nullptr);
    m_question->cancel();
    m_question->deleteLater();
    m_question.clear();
    Q_EMIT told({});
}

void CompletingEdit::offer(const mcp::Completion &completion)
{
    m_model.clear();
    for (const QString &value : completion.values.first(std::min<qsizetype>(completion.values.size(), 100))) {
        auto *item = new QStandardItem(base::cleaned(value, 200));
        item->setData(value, valueRole);
        m_model.appendRow(item);
    }
    const qint64 all = completion.total.value_or(completion.values.size());
    if (completion.values.isEmpty())
        Q_EMIT told(tr("the server suggests nothing for this"));
    else if (all > completion.values.size() || completion.hasMore)
        Q_EMIT told(tr("the first %1 suggestions, type on for fewer").arg(completion.values.size()));
    else
        Q_EMIT told(counted(all, tr("1 suggestion"), tr("%1 suggestions")));
    const bool isIt = completion.values.size() == 1 && completion.values.first() == text();
    if (completion.values.isEmpty() || isIt || !hasFocus()) {
        m_completer->popup()->hide();
        return;
    }
    m_completer->complete();
}

void CompletingEdit::keyPressEvent(QKeyEvent *event)
{
    const bool wanted = event->key() == Qt::Key_Down
        || (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier);
    if (wanted && m_asker && !m_completer->popup()->isVisible())
        return ask(); // without waiting for a letter
    QLineEdit::keyPressEvent(event);
}

} // namespace authscope::ui
