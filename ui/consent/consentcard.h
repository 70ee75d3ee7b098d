// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/consent/consentdata.h"

class QCheckBox;
class QGridLayout;

namespace authscope::ui {

/// Before the browser opens: who asks whom for what, where it will be kept, and the choice. Cancel is the
/// safe default.
class ConsentCard : public QFrame {
    Q_OBJECT

public:
    ConsentCard();

    void ask(const oauth::ConsentRequest &request, const QList<mcp::Tool> &tools);
    /// The list of tools came later: only the "needed by" column changes, ticks stay.
    void setTools(const QList<mcp::Tool> &tools);
    QList<QByteArray> chosenScopes() const;
    QPushButton *cancelButton() const { return m_cancel; }

Q_SIGNALS:
    void agreed(const QList<QByteArray> &scopes);
    void declined();

private:
    void addScope(const oauth::ConsentScope &scope, bool isAsked);
    void showOffered();

    QList<std::pair<QCheckBox *, QByteArray>> m_boxes;
    QList<std::pair<Label *, QByteArray>> m_needed;
    QList<oauth::ConsentScope> m_offered; ///< not drawn until asked for
    QList<mcp::Tool> m_tools;
    Label *m_title;
    Label *m_explanation;
    Label *m_why;
    QGridLayout *m_facts;
    QGridLayout *m_scopes;
    QPushButton *m_more;
    QPushButton *m_cancel;
    QPushButton *m_continue;
    Label *m_kept;
};

} // namespace authscope::ui
