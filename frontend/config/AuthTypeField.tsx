import { ChoiceField } from '../inputs/ChoiceField';
import { selectors } from '../selectors';
import { findAuthTypeProblem, offeredAuthTypes, readAuthType, SIGN_INS } from './authTypes';
import { type SectionProps, withSettings } from './settings';

export function AuthTypeField({ options, onOptionsChange }: SectionProps) {
  const saved = readAuthType(options.jsonData);
  const choices = offeredAuthTypes(saved).map((value) => {
    const { label, description } = SIGN_INS[value];
    return { value, label, description };
  });
  return (
    <ChoiceField
      label={selectors.config.aws.authType}
      description="Which credentials are used."
      options={choices}
      value={saved}
      problem={findAuthTypeProblem(saved)}
      onCommit={(authType) => onOptionsChange(withSettings(options, { authType }))}
    />
  );
}
