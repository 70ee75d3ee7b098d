// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "ui/common/widgets.h"

namespace authscope::ui {

class WireEdit;

/// What the header says and which key verified.
struct KeyData {
    bool isReadable = false;
    QByteArray headerJson = {}; ///< pretty
    QString signedWith = {}; ///< "RS256 key k-1 of the keys of https://…"; empty: not said
    QString caution = {}; ///< of a shared secret
    QByteArray thumbprint = {};
    base::ExchangeId exchange = 0;
};

class KeyCard : public QFrame {
    Q_OBJECT

public:
    KeyCard();

    void setKey(const KeyData &key);

Q_SIGNALS:
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    base::ExchangeId m_exchangeId = 0;
    Label *m_opaque;
    WireEdit *m_header;
    Label *m_signedWith;
    Label *m_caution;
    ElidedLabel *m_thumbprint;
    QPushButton *m_exchange;
};

} // namespace authscope::ui
