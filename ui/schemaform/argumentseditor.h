// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"
#include "ui/common/widgets.h"

#include <QSet>
#include <QTimer>

class QPlainTextEdit;

namespace authscope::ui {

class FillMenu;
class SchemaForm;

/// The arguments of a call as a form and as JSON: the same value, in step. What is typed as JSON is never
/// rewritten while it is JSON that is shown.
class ArgumentsEditor : public QWidget {
    Q_OBJECT

public:
    enum Mode { FormMode, JsonMode };

    ArgumentsEditor();

    void setSchema(const json::Value &schema, const QSet<QByteArray> &fileMembers = {});
    /// Another schema of the same tool: what is typed stays where the name still exists; JSON stays as typed.
    void changeSchema(const json::Value &schema, const QSet<QByteArray> &fileMembers = {});
    void setArguments(const json::Object &arguments);
    json::Object arguments() const;
    /// Why it cannot be sent. JSON is sent as written when it is an object at all: what it breaks is only
    /// said.
    QStringList obstacles() const;
    /// Whether there is something that could be sent all the same: what the schema forbids is a value.
    bool canSendAnyway() const;
    void showObstacles();

    SegmentedControl *switcher() const { return m_switch; } ///< placed by the owner; owned there
    QPushButton *fillButton() const; ///< the same

Q_SIGNALS:
    void edited();

private:
    std::optional<json::Object> readJson(QString *problem) const;
    void fill(const json::Value &value, const QString &told);
    void writeJson(); ///< from the form
    void jsonSettled();
    void changeMode(int mode);

    json::Value m_schema = nullptr;
    SchemaForm *m_form;
    QWidget *m_jsonPage;
    QPlainTextEdit *m_json;
    Label *m_jsonProblem;
    Label *m_told;
    SegmentedControl *m_switch;
    FillMenu *m_fill;
    bool m_isJsonStale = false; ///< the form was edited since
    bool m_isFormStale = false; ///< the JSON was edited since
    bool m_isTooLarge = false; ///< to be shown as JSON: the form holds it
    QTimer m_settling;
};

} // namespace authscope::ui
