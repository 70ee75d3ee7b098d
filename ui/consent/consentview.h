// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/tables.h"
#include "ui/common/widgets.h"
#include "ui/consent/consentdata.h"

namespace authscope::ui {

class ConsentCard;
class EmptyState;
class UndoPanel;

/// What the "after" part shows.
struct ConsentData {
    QString provider = {}; ///< host of the issuer
    bool isSignedIn = false;
    bool canRevoke = false;
    QString whyNoLogout = {}; ///< at the provider, in the browser; empty: it is offered
    QList<GrantedScope> scopes = {};
    QList<store::ConsentEvent> history = {};
    int toolsAllowed = 0; ///< without asking
};

/// Before: what will be asked. After: requested beside granted. The two layers, each with where to undo it.
/// The history.
class ConsentView : public QWidget {
    Q_OBJECT

public:
    ConsentView();

    void ask(const oauth::ConsentRequest &request, const QList<mcp::Tool> &tools);
    void setTools(const QList<mcp::Tool> &tools); ///< listed while asking
    void stopAsking();
    bool isAsking() const;
    void setData(const ConsentData &given);
    UndoPanel *undo() const { return m_undo; }

Q_SIGNALS:
    void agreed(const QList<QByteArray> &scopes);
    void declined();
    void signInRequested();
    void forgetRequested();
    void disconnectRequested();
    void logoutRequested();
    void askAgainRequested(); ///< take back every allowance

private:
    QFrame *makeProviderLayer();
    void showLayers();
    void arrange();

    bool m_isAsking = false;
    ConsentData m_data;
    UndoPanel *m_undo;
    ConsentCard *m_card;
    EmptyState *m_empty;
    QWidget *m_page;
    QFrame *m_granted;
    Label *m_grantedTitle;
    QStandardItemModel m_grantedModel;
    Table *m_grantedTable;
    QWidget *m_layers;
    Label *m_provider;
    QPushButton *m_disconnect;
    QPushButton *m_forget;
    QPushButton *m_logout;
    Label *m_here;
    QPushButton *m_askAgain;
    QFrame *m_history;
    QStandardItemModel m_historyModel;
    Table *m_historyTable;
};

} // namespace authscope::ui
