// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspect/keyfetch.h"
#include "ui/common/tables.h"
#include "ui/common/widgets.h"
#include "ui/inspect/inspectorservices.h"

#include <QPointer>

class QComboBox;
class QGridLayout;
class QLineEdit;

namespace authscope::ui {

class BusyLine;
class ErrorPresenter;
class PasteField;
class SecretField;

/// With what the signature is checked, and where it comes from. Only *Fetch keys* touches the network, and it
/// says which host first.
class KeyChooser : public QWidget {
    Q_OBJECT

public:
    enum class Source { None, Connection, Issuer, Address, File, Text, Secret };

    explicit KeyChooser(const InspectorServices &services);

    void refreshConnections();
    Source source() const;
    void setSource(Source source);
    void setConnection(const QString &id); ///< its issuer's keys; those at hand at once
    /// What the token says: offered, never followed by itself (T110, T130).
    void setNamed(const QByteArray &issuer, const QByteArray &kid);
    void setDecryption(bool isWanted); ///< an encrypted token is there to be opened
    /// Keys that were pasted or dropped beside the token.
    void useText(const QByteArray &text);
    void useKeys(const inspect::Keys &keys); ///< that were read already
    void takeFile(const QString &path);

    inspect::Keys keys() const;
    bool isFetching() const { return m_fetch; }
    void tick(base::Time now);

Q_SIGNALS:
    void keysChanged();
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    QWidget *makeText();
    QWidget *makeFile();
    QWidget *makeConnection();
    QWidget *makeSecret();
    void wire();
    void sourceChosen();
    void connectionChosen();
    const KnownConnection *chosenConnection() const;
    void takeText(const QByteArray &text, const QString &title);
    void takeDecryption();
    void setKeys(const inspect::Keys &keys);
    void showKeys();
    void showFetch();
    QByteArray target() const; ///< of the fetch
    void fetch();
    void fetched(const base::Result<inspect::Keys> &result);
    void stop();
    void chooseFile();

    InspectorServices m_services;
    QList<KnownConnection> m_connections;
    QByteArray m_namedIssuer, m_namedKid;
    inspect::Keys m_keys;
    std::optional<jose::LoadedKeys> m_opening; ///< what opens an encrypted token
    std::optional<base::Error> m_problem;
    QPointer<inspect::KeyFetch> m_fetch;
    QComboBox *m_source;
    QGridLayout *m_form;
    QWidget *m_connectionRow;
    QComboBox *m_connection;
    QWidget *m_issuerRow;
    QLineEdit *m_issuer;
    QPushButton *m_useNamed;
    QLineEdit *m_address;
    QWidget *m_fileRow;
    ElidedLabel *m_fileName;
    QWidget *m_textRow;
    PasteField *m_text;
    QWidget *m_secretRow;
    SecretField *m_secret;
    QPushButton *m_fetchButton;
    BusyLine *m_busy;
    ErrorPresenter *m_error;
    Label *m_summary;
    QStandardItemModel m_model;
    Table *m_table;
    QFrame *m_tableCard = nullptr;
    QWidget *m_decryptionRow;
    PasteField *m_decryption;
};

/// Of the captions beside the fields, so that those of all forms begin at one line.
int captionWidth();

} // namespace authscope::ui
