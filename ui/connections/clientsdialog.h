// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "json/json.h"
#include "session/clientstore.h"
#include "ui/common/tables.h"
#include "ui/common/widgets.h"

#include <QDialog>

namespace authscope::ui {

class Banner;
class BusyLine;
class EmptyState;
class ErrorPresenter;
class JsonView;

/// Every client this program registered, what the provider has on file of it, and the way to be rid of it.
/// Not modal.
class ClientsDialog : public QDialog {
    Q_OBJECT

public:
    explicit ClientsDialog(QWidget *parent);

    void setClients(const QList<session::KnownClient> &clients);
    /// What the provider has on file of the chosen one now.
    void setDocument(const json::Value &document, base::Time at);
    void setOutcome(const QString &sentence, Tone tone); ///< empty: none
    void setError(const std::optional<base::Error> &error);
    BusyLine *busy() const { return m_busy; }
    void showButtons(); ///< again after the busy line began or ended
    const session::KnownClient *chosen() const;

Q_SIGNALS:
    void readRequested(const QByteArray &issuer, const QByteArray &clientId);
    void deletionRequested(const authscope::session::KnownClient &client);
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    void showChosen();

    QList<session::KnownClient> m_clients;
    EmptyState *m_empty;
    QWidget *m_page;
    QStandardItemModel m_model;
    Table *m_table;
    Label *m_usedBy;
    Label *m_documentTitle;
    JsonView *m_document;
    Banner *m_outcome;
    ErrorPresenter *m_error;
    BusyLine *m_busy;
    QPushButton *m_read;
    QPushButton *m_delete;
};

} // namespace authscope::ui
